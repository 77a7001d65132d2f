# SPDX-FileCopyrightText: 2026 The Sparsescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
# Called by glm_glmnet.py: Rscript glm_glmnet.R SET WORK FAMILY ALPHA THRESH COUNT...
# Reads SET/X_fit.npy, SET/y.npy and WORK/lambdas; writes WORK/W (K,L,d; K is 1 for binomial), WORK/b (L,K), and WORK/info,
# for each COUNT: number of lambdas fitted, wall seconds, processor seconds. W and b are those of the last COUNT.
arguments <- commandArgs(TRUE)
set <- arguments[1]; work <- arguments[2]; family <- arguments[3]
suppressMessages(library(glmnet))

read_npy <- function(name, what, size) {
  file <- file(file.path(set, name), "rb"); on.exit(close(file))
  start <- readBin(file, "raw", 8)
  header <- rawToChar(readBin(file, "raw", readBin(file, "integer", 1, size = 2)))
  shape <- as.integer(regmatches(sub(".*shape'", "", header), gregexpr("[0-9]+", sub(".*shape'", "", header)))[[1]])
  values <- readBin(file, what, prod(shape), size = size)
  if (length(shape) == 2) matrix(values, shape[1], shape[2], byrow = TRUE) else values
}
X <- read_npy("X_fit.npy", "numeric", 4)
y <- factor(read_npy("y.npy", "integer", 8))
lambda <- readBin(file.path(work, "lambdas"), "numeric", 1000)

# Not to stop early on the share of deviance that is explained.
glmnet.control(fdev = 0, devmax = 1, eps = 1e-10, big = 1e35, mnlam = 5, pmin = 1e-9, exmx = 250)
info <- c()
for (count in as.integer(arguments[-(1:5)])) {
  start <- proc.time()
  fit <- glmnet(X, y, family = family, alpha = as.numeric(arguments[4]), lambda = lambda[1:count], standardize = FALSE,
                thresh = as.numeric(arguments[5]), maxit = 1e7)
  spent <- proc.time() - start
  info <- c(info, length(fit$lambda), spent[["elapsed"]], spent[["user.self"]] + spent[["sys.self"]])
}

write <- function(name, values) writeBin(as.numeric(values), file.path(work, name))
betas <- if (family == "binomial") list(fit$beta) else fit$beta
write("W", unlist(lapply(betas, function(beta) as.numeric(as.matrix(beta)))))
write("b", fit$a0)
write("info", info)
