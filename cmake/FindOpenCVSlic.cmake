# OpenCV's core and imgproc as shared libraries, and ximgproc as its static archive: of that only superpixels are used,
# while the shared one brings in readers of pictures, maps and documents (150 libraries) that cost every start of a
# program 0.15 s. Where the archive is missing, the shared one does.
find_path(OpenCVSlic_INCLUDE_DIR opencv2/ximgproc/slic.hpp PATH_SUFFIXES opencv4)
find_library(OpenCVSlic_CORE opencv_core)
find_library(OpenCVSlic_IMGPROC opencv_imgproc)
find_library(OpenCVSlic_XIMGPROC NAMES libopencv_ximgproc.a opencv_ximgproc)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(OpenCVSlic REQUIRED_VARS OpenCVSlic_INCLUDE_DIR OpenCVSlic_CORE OpenCVSlic_IMGPROC
                                  OpenCVSlic_XIMGPROC)
mark_as_advanced(OpenCVSlic_INCLUDE_DIR OpenCVSlic_CORE OpenCVSlic_IMGPROC OpenCVSlic_XIMGPROC)
if(OpenCVSlic_FOUND AND NOT TARGET OpenCVSlic::OpenCVSlic)
  add_library(OpenCVSlic::OpenCVSlic INTERFACE IMPORTED)
  target_include_directories(OpenCVSlic::OpenCVSlic SYSTEM INTERFACE ${OpenCVSlic_INCLUDE_DIR})
  target_link_libraries(OpenCVSlic::OpenCVSlic INTERFACE ${OpenCVSlic_XIMGPROC} ${OpenCVSlic_IMGPROC} ${OpenCVSlic_CORE})
endif()
