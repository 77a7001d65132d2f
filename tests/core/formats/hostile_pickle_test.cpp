// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "byte_builders.h"
#include "hostile_table.h"

using namespace sparsescope::test;
using namespace std::string_literals;

namespace {

std::string withTensor(const std::string& more) { return torchZip(dict(text("w") + goodTensor() + more)); }
std::string rawProgram(const std::string& program) { return zip(torchParts(program)); }
std::string attack(const std::string& module, const std::string& name)
{
    return withTensor(text("x") + call(module, name, text("touch /tmp/owned")));
}
std::string inStorage(std::int64_t offset, const std::vector<std::int64_t>& shape, const std::vector<std::int64_t>& strides)
{
    return torchZip(dict(text("w") + tensor(storage(4), offset, shape, strides)));
}

std::string expandedTensors(int count, std::int64_t elements)
{
    std::string pairs;
    for (int i = 0; i < count; ++i)
        pairs += text(std::to_string(i)) + tensor(storage(4), 0, {elements}, {0});
    return torchZip(dict(pairs));
}

std::vector<HostileRow> callRows()
{
    return {
        {"a call to os.system", attack("os", "system"), "E-PKL-010", "a call to os\\.system.*Nothing in it was run"},
        {"a call to posix.system", attack("posix", "system"), "E-PKL-010", "posix\\.system"},
        {"a call to nt.system", attack("nt", "system"), "E-PKL-010", "nt\\.system"},
        {"a call to builtins.eval", attack("builtins", "eval"), "E-PKL-010", "builtins\\.eval"},
        {"a call to __builtin__.exec", attack("__builtin__", "exec"), "E-PKL-010", "__builtin__\\.exec"},
        {"a call to subprocess.Popen", attack("subprocess", "Popen"), "E-PKL-010", "subprocess\\.Popen"},
        {"a call to pkgutil.resolve_name", attack("pkgutil", "resolve_name"), "E-PKL-010", "pkgutil\\.resolve_name"},
        {"os.system through STACK_GLOBAL", withTensor(text("x") + text("os") + text("system") + "\x93" + tuple(text("id")) + "R"), "E-PKL-010", "os\\.system"},
        {"os.system through a memo that is read out of order",
         withTensor(text("x") + text("os") + "q\x05" + text("system") + "q\x06" + "00" + "h\x05" + "h\x06" + "\x93" + tuple(text("id")) + "R"), "E-PKL-010", "os\\.system"},
        {"os.system through INST", withTensor(text("x") + "(" + text("id") + "ios\nsystem\n"), "E-PKL-010", "INST.*os\\.system"},
        {"os.system through OBJ", withTensor(text("x") + "(" + global("os", "system") + text("id") + "o"), "E-PKL-010", "OBJ.*os\\.system"},
        {"os.system through NEWOBJ", withTensor(text("x") + global("os", "system") + tuple(text("id")) + "\x81"), "E-PKL-010", "NEWOBJ.*os\\.system"},
        {"os.system through NEWOBJ_EX", withTensor(text("x") + global("os", "system") + tuple(text("id")) + "}\x92"), "E-PKL-010", "NEWOBJ_EX.*os\\.system"},
        {"a module name with a line of escape codes", withTensor(text("x") + text("os.\x1b[31m") + text("system\n") + "\x93" + tuple("") + "R"), "E-PKL-010", "os\\.\\\\u001B\\[31m"},
        {"a call through the extension registry", withTensor(text("x") + "\x82\x01"), "E-PKL-003", "EXT1"},
        {"an out-of-band buffer", withTensor(text("x") + "\x97"), "E-PKL-003", "NEXT_BUFFER"},
        {"functools.partial, operator.attrgetter and torch.load are listed and not called",
         withTensor(text("x") + call("functools", "partial", text("id")) + text("y") + call("operator", "attrgetter", text("system"))
                    + text("z") + call("torch.serialization", "load", text("/etc/passwd"))), "", "", 1},
        {"logging.FileHandler and numpy.f2py are listed and not called",
         withTensor(text("x") + call("logging", "FileHandler", text("/tmp/owned")) + text("y") + call("numpy.f2py.crackfortran", "getlincoef", text("1"))), "", "", 1},
        {"a result of a call that is called again", withTensor(text("x") + call("functools", "partial", text("id")) + ")R"), "", "", 1},
        {"a number that is called", withTensor(text("x") + number(5) + ")R"), "", "", 1},
        {"a call followed by broken bytes", rawProgram("\x80\x02" + call("os", "system", text("id")) + "\xff\xff"), "E-PKL-010", "os\\.system"},
        {"a harmless call followed by broken bytes", rawProgram("\x80\x02" + call("my", "thing", text("id")) + "\xff\xff"), "E-PKL-003", "opcode 0xff does not exist"},
        {"a second pickle behind the first", rawProgram(pickle(dict(text("w") + goodTensor())) + pickle(call("os", "system", text("id")))), "", "", 1},
        {"junk before the pickle", rawProgram("junk" + pickle(dict(text("w") + goodTensor()))), "E-PKL-002", "does not begin with a protocol number"},
    };
}

std::vector<HostileRow> machineRows()
{
    const auto program = [](const std::string& opcodes) { return rawProgram("\x80\x02" + opcodes + "."); };
    const std::string odd = "}(" + text("a") + "N" + text("b") + "u";
    return {
        {"protocol 0", rawProgram("(dp0\nVw\nI1\ns."), "E-PKL-002", "protocol 0 or 1"},
        {"protocol 1", rawProgram("\x80\x01}."), "E-PKL-002", "protocol 1 is not supported, 2 to 5 are"},
        {"protocol 6", rawProgram("\x80\x06}."), "E-PKL-002", "protocol 6 is not supported"},
        {"an unknown opcode", program("\xff"), "E-PKL-003", "at byte 2.*0xff does not exist"},
        {"an opcode of old text pickles", program("S'x'\n"), "E-PKL-003", "STRING.*old or special"},
        {"no STOP", rawProgram("\x80\x02}"), "E-PKL-001", "ends without its STOP"},
        {"only PROTO", rawProgram("\x80\x02"), "E-PKL-001", "ends without its STOP"},
        {"half of PROTO", rawProgram("\x80"), "E-PKL-001", "needs 1 bytes"},
        {"an empty program", rawProgram(""), "E-PKL-002", "protocol"},
        {"STOP on an empty stack", program(""), "E-PKL-004", "STOP.*needs 1 values, the stack has 0"},
        {"POP on an empty stack", program("0"), "E-PKL-004", "POP"},
        {"POP_MARK without a mark", program("1"), "E-PKL-004", "no MARK"},
        {"DUP on an empty stack", program("2"), "E-PKL-004", "DUP"},
        {"TUPLE1 on an empty stack", program("\x85"), "E-PKL-004", "TUPLE1"},
        {"TUPLE2 with one value", program("N\x86"), "E-PKL-004", "TUPLE2.*needs 2 values, the stack has 1"},
        {"TUPLE3 with two values", program("NN\x87"), "E-PKL-004", "TUPLE3"},
        {"TUPLE without a mark", program("NNt"), "E-PKL-004", "TUPLE.*no MARK"},
        {"LIST without a mark", program("Nl"), "E-PKL-004", "LIST.*no MARK"},
        {"DICT without a mark", program("NNd"), "E-PKL-004", "DICT.*no MARK"},
        {"FROZENSET without a mark", program("N\x91"), "E-PKL-004", "FROZENSET.*no MARK"},
        {"APPEND on an empty stack", program("Na"), "E-PKL-004", "APPEND"},
        {"APPENDS without a mark", program("]Ne"), "E-PKL-004", "APPENDS.*no MARK"},
        {"SETITEM with two values", program("NNs"), "E-PKL-004", "SETITEM"},
        {"SETITEMS without a mark", program("}NNu"), "E-PKL-004", "SETITEMS.*no MARK"},
        {"ADDITEMS without a mark", program("\x8fN\x90"), "E-PKL-004", "ADDITEMS.*no MARK"},
        {"REDUCE with one value", program(")R"), "E-PKL-004", "REDUCE"},
        {"NEWOBJ with one value", program(")\x81"), "E-PKL-004", "NEWOBJ"},
        {"BUILD with one value", program("}b"), "E-PKL-004", "BUILD"},
        {"BINPERSID on an empty stack", program("Q"), "E-PKL-004", "BINPERSID"},
        {"STACK_GLOBAL with one value", program(text("os") + "\x93"), "E-PKL-004", "STACK_GLOBAL"},
        {"OBJ without a class", program("(o"), "E-PKL-004", "no class"},
        {"BINPUT on an empty stack", program("q"s + '\0'), "E-PKL-004", "BINPUT"},
        {"MEMOIZE on an empty stack", program("\x94"), "E-PKL-004", "MEMOIZE"},
        {"values below a mark are out of reach", program("NN(\x86"), "E-PKL-004", "the stack has 0"},
        {"STACK_GLOBAL of numbers", program("NN\x93"), "E-PKL-005", "not text"},
        {"REDUCE with a list of arguments", program(global("a", "b") + "]R"), "E-PKL-005", "not a tuple"},
        {"SETITEMS with an odd count", program(odd), "E-PKL-005", "a key has no value"},
        {"DICT with an odd count", program("(Nd"), "E-PKL-005", "a key has no value"},
        {"SETITEM on a list", program("]" + text("a") + "Ns"), "E-PKL-005", "SETITEM.*not a dict"},
        {"SETITEM on a tuple", program(")" + text("a") + "Ns"), "E-PKL-005", "not a dict"},
        {"SETITEM on a number", program(number(1) + text("a") + "Ns"), "E-PKL-005", "not a dict"},
        {"SETITEM on a tensor", program(goodTensor() + text("a") + "Ns"), "E-PKL-005", "not a dict"},
        {"SETITEMS on a list", program("](" + text("a") + "Nu"), "E-PKL-005", "SETITEMS.*not a dict"},
        {"APPEND on a dict", program("}Na"), "E-PKL-005", "not a list"},
        {"APPENDS on a tensor", program(goodTensor() + "(Ne"), "E-PKL-005", "not a list"},
        {"ADDITEMS on a list", program("](N\x90"), "E-PKL-005", "not a set"},
        {"BUILD on a number", program(number(1) + "}b"), "E-PKL-005", "BUILD.*gives a state"},
        {"BINGET of a memo that was never set", program("h\x07"), "E-PKL-006", "memo number 7 was never set"},
        {"LONG_BINGET of a memo that was never set", program("j" + little<std::uint32_t>(0xffffffff)), "E-PKL-006", "never set"},
        {"LONG_BINPUT of the largest number", program("Nr" + little<std::uint32_t>(0xffffffff)), "E-PKL-006", "memo number 4294967295 is out of range"},
        {"a text of 4 GB in a small file", program("X" + little<std::uint32_t>(0xffffffff)), "E-PKL-001", "needs 4294967295 bytes there, but only 1 are left"},
        {"a text of 2^63 bytes", program("\x8d" + little<std::uint64_t>(1ULL << 63)), "E-PKL-001", "BINUNICODE8"},
        {"bytes of 2^64 - 1", program("\x8e" + little(~std::uint64_t{0})), "E-PKL-001", "BINBYTES8"},
        {"a frame longer than the file", program("\x95" + little(~std::uint64_t{0})), "E-PKL-001", "FRAME"},
        {"a long number of 0 bytes as a size", withTensor(text("n") + "\x8a"s + '\0'), "", "", 1},
        {"a long number of 9 bytes", withTensor(text("n") + "\x8a\x09" + std::string(9, '\x7f')), "", "", 1},
        {"a long number of 255 bytes", withTensor(text("n") + "\x8a\xff" + std::string(255, '\x80')), "", "", 1},
        {"a long number of negative length", program("\x8b" + little<std::int32_t>(-1)), "E-PKL-009", "negative length"},
        {"a number that is not one", program("Iabc\n"), "E-PKL-009", "\"abc\" is not a whole number"},
        {"a number without an end", program("I12"), "E-PKL-001", "no end"},
        {"a name of code without an end", program("c" + std::string(5000, 'm')), "E-PKL-009", "too long"},
    };
}

std::vector<HostileRow> budgetRows()
{
    const std::string bomb = ")q"s + '\0' + repeat("0h"s + '\0' + "h"s + '\0' + "\x86q"s + '\0', 40);
    return {
        {"a memo bomb: tuples of themselves, 40 times", torchZip(bomb), "E-PTH-010", "unfolds to more than 1000000 values"},
        {"a DUP bomb: tuples of themselves, 40 times", torchZip(")" + repeat("2\x86", 40)), "E-PTH-010", "unfolds to more than"},
        {"a memo bomb beside a tensor", withTensor(text("x") + bomb), "E-PTH-010", "unfolds"},
        {"tuples nested 100 000 deep", torchZip(")" + repeat("\x85", 100'000)), "E-PKL-008", "nested more than 64 deep"},
        {"lists nested 100 000 deep", torchZip("]" + repeat("]", 100'000) + repeat("a", 100'000)), "E-PKL-008", "nested more than 64 deep"},
        {"dicts nested 100 000 deep", torchZip("}" + repeat("N}", 100'000) + repeat("s", 100'000)), "E-PKL-008", "nested more than 64 deep"},
        {"states nested 100 000 deep", torchZip(call("a", "b", "") + repeat(call("a", "b", ""), 100'000) + repeat("b", 100'000)), "E-PKL-008", "nested"},
        {"storage references nested 100 000 deep", torchZip("N" + repeat("Q", 100'000)), "E-PKL-008", "nested"},
        {"a list that contains itself", torchZip("]q"s + '\0' + "h"s + '\0' + "a"), "E-PTH-012", "contains itself"},
        {"a dict that contains itself", torchZip("}q"s + '\0' + text("a") + "h"s + '\0' + "s"), "E-PTH-012", "contains itself"},
        {"a key that is a list, a tuple, a dict", withTensor("]N" + ")N"s + "}N"), "", "", 1},
        {"a key that is a tensor", withTensor(goodTensor() + "N"), "", "", 1},
        {"a million empty dicts", torchZip(list(repeat("}", 1'000'001))), "E-PKL-007", "more than 1000000"},
        {"a million values on the stack", torchZip(repeat("N", 1'000'001)), "E-PKL-007", "stacks more than 1000000"},
        {"a million marks", torchZip(repeat("(", 1'000'001)), "E-PKL-007", "marks"},
        {"long keys above many values", torchZip(dict(text(std::string(1'000'000, 'k')) + list(repeat("N", 10'000)))), "E-PTH-010", "names would take more than"},
        {"a name of a million letters", torchZip(dict(text(std::string(1'000'000, 'k')) + goodTensor())), "", "", 1},
    };
}

std::vector<HostileRow> tensorRows()
{
    const std::string hooks = "\x89" + call("collections", "OrderedDict", "");
    const std::string many = numbers(std::vector<std::int64_t>(10'000, 1));
    const auto declared = [](std::int64_t count, std::size_t bytes) {
        return torchZip(dict(text("w") + tensor(storage(count), 0, {1}, {1})), bytes);
    };
    const auto raw = [](const std::string& persistent) { return torchZip(dict(text("w") + tensor(persistent, 0, {4}, {1}))); };
    return {
        {"a good tensor", torchZip(dict(text("w") + goodTensor())), "", "", 1},
        {"a storage one element short", declared(4, 12), "E-PTZ-008", "\"data/0\" has 12 bytes, but 4 elements of FloatStorage need 16"},
        {"a storage without data", declared(4, 0), "E-PTZ-008", "has 0 bytes"},
        {"a storage with too much data", declared(4, 400), "E-PTZ-008", "has 400 bytes"},
        {"a storage of -1 elements", declared(-1, 16), "E-PTH-003", "claims -1 elements"},
        {"a storage whose size wraps to 4 bytes", declared(0x4000000000000001, 4), "E-PTH-003", "impossible"},
        {"a storage of 2^62 elements", declared(1LL << 62, 16), "E-PTH-003", "impossible"},
        {"a shape larger than the storage", inStorage(0, {5}, {1}), "E-PTH-009", "leaves its storage of 4 elements"},
        {"an offset past the storage", inStorage(1, {4}, {1}), "E-PTH-009", "from element 1 leaves its storage"},
        {"a stride that leaves the storage", inStorage(0, {2, 2}, {3, 1}), "E-PTH-009", "strides \\[3, 1\\]"},
        {"a stride that overflows", inStorage(0, {3, 3}, {INT64_MAX / 2, INT64_MAX / 2}), "E-PTH-009", "leaves its storage"},
        {"a huge stride along a size of one", inStorage(0, {1, 4}, {INT64_MAX, 1}), "", "", 1},
        {"an offset that overflows", inStorage(INT64_MAX, {4}, {1}), "E-PTH-009", "leaves its storage"},
        {"a negative offset", inStorage(-1, {4}, {1}), "E-PTH-005", "offset is not a whole number from 0"},
        {"a negative stride", inStorage(3, {4}, {-1}), "E-PTH-005", "strides holds -1"},
        {"a negative size", inStorage(0, {-4}, {1}), "E-PTH-005", "shape holds -1|shape holds -4"},
        {"a shape larger than any memory", inStorage(0, {1LL << 62, 4}, {0, 0}), "E-PTH-008", "larger than any memory"},
        {"an empty shape beside an absurd size", inStorage(0, {0, 1LL << 62, 1LL << 62}, {1, 1, 1}), "E-PTH-008", "larger than any memory"},
        {"one element expanded to 4 TB", inStorage(0, {1'000'000, 1'000'000}, {0, 0}), "E-PTH-013", "would need 4\\.00 TB of memory"},
        {"one element expanded a little", inStorage(0, {10, 10}, {0, 0}), "", "", 1},
        {"a thousand tensors expanded to 100 MB each",
         expandedTensors(1000, 25'000'000), "E-PTH-013", "would need 100 MB"},
        {"more sizes than strides", inStorage(0, {2, 2}, {1}), "E-PTH-007", "2 sizes and 1 strides"},
        {"10 000 dimensions", torchZip(dict(text("w") + call("torch._utils", "_rebuild_tensor_v2", storage(4) + number(0) + many + many + hooks))), "E-PTH-005", "10000 dimensions"},
        {"a shape that is not a tuple", torchZip(dict(text("w") + call("torch._utils", "_rebuild_tensor_v2", storage(4) + number(0) + "N" + "N" + hooks))), "E-PTH-005", "shape is not a tuple"},
        {"a shape of texts", torchZip(dict(text("w") + call("torch._utils", "_rebuild_tensor_v2", storage(4) + number(0) + tuple(text("4")) + numbers({1}) + hooks))), "E-PTH-005", "not a whole number"},
        {"a tensor of two arguments", torchZip(dict(text("w") + call("torch._utils", "_rebuild_tensor_v2", storage(4) + number(0)))), "E-PTH-006", "has 2 arguments"},
        {"a tensor of None", torchZip(dict(text("w") + call("torch._utils", "_rebuild_tensor_v2", "N" + number(0) + numbers({4}) + numbers({1})))), "E-PTH-006", "not a storage"},
        {"a tensor by _rebuild_tensor of version 1", torchZip(dict(text("w") + call("torch._utils", "_rebuild_tensor", storage(4) + number(0) + numbers({4}) + numbers({1})))), "", "", 1},
        {"a tensor by _rebuild_tensor_v3 over untyped bytes",
         torchZip(dict(text("w") + call("torch._utils", "_rebuild_tensor_v3", storage(16, "0", "UntypedStorage") + number(0) + numbers({2}) + numbers({1}) + hooks + global("torch", "float64")))), "", "", 1},
        {"a tensor by _rebuild_tensor_v3 that leaves its bytes",
         torchZip(dict(text("w") + call("torch._utils", "_rebuild_tensor_v3", storage(16, "0", "UntypedStorage") + number(0) + numbers({3}) + numbers({1}) + hooks + global("torch", "float64")))), "E-PTH-009", "storage of 2 elements"},
        {"a tensor by _rebuild_tensor_v3 of an unknown type",
         torchZip(dict(text("w") + call("torch._utils", "_rebuild_tensor_v3", storage(16, "0", "UntypedStorage") + number(0) + numbers({3}) + numbers({1}) + hooks + global("torch", "uint16")))), "E-CKP-004", "unsupported type torch\\.uint16"},
        {"a parameter", torchZip(dict(text("w") + call("torch._utils", "_rebuild_parameter", goodTensor() + "\x88" + call("collections", "OrderedDict", "")))), "", "", 1},
        {"a parameter with a state", torchZip(dict(text("w") + call("torch._utils", "_rebuild_parameter_with_state", goodTensor() + hooks + "}"))), "", "", 1},
        {"a parameter of a number", torchZip(dict(text("w") + call("torch._utils", "_rebuild_parameter", number(1)))), "E-PTH-006", "parameter does not hold a tensor"},
        {"a subclass without arguments", torchZip(dict(text("w") + call("torch._tensor", "_rebuild_from_type_v2", global("torch._utils", "_rebuild_tensor_v2")))), "E-PTH-006", "no arguments"},
        {"a subclass rebuilt by a function that is unknown", withTensor(text("x") + call("torch._tensor", "_rebuild_from_type_v2", global("evil", "make") + global("evil", "Kind") + tuple("") + "}")), "", "", 1},
        {"a storage of an unknown type", raw(storage(4, "0", "EvilStorage")), "E-PTH-002", "unknown type \"torch\\.EvilStorage\""},
        {"a quantized storage beside nothing else", raw(storage(16, "0", "QInt8Storage")), "E-CKP-004", "unsupported type QInt8Storage"},
        {"a quantized tensor beside a usual one", withTensor(text("q") + call("torch._utils", "_rebuild_qtensor", storage(4))), "", "", 1},
        {"a storage on the seventh GPU", raw(storage(4, "0", "FloatStorage", "cuda:7")), "", "", 1},
        {"a storage on a device of no name", raw(storage(4, "0", "FloatStorage", "\xff\xfe garbage")), "", "", 1},
        {"a storage on the device without data", raw(storage(4, "0", "FloatStorage", "meta")), "E-CKP-004", "without data"},
        {"a reference that is no tuple", raw(text("storage") + "Q"), "E-PTH-001", "not a storage"},
        {"a reference to something that is no storage", raw(tuple(text("file") + text("/etc/passwd")) + "Q"), "E-PTH-001", "not a storage"},
        {"a reference of two fields", raw(tuple(text("storage") + text("0")) + "Q"), "E-PTH-001", "2 fields"},
        {"a storage key that climbs folders", raw(storage(4, "../../etc/passwd")), "E-PTZ-007", "\"data/\\.\\./\\.\\./etc/passwd\" is missing"},
        {"a storage key with a slash", raw(storage(4, "a/b")), "E-PTZ-007", "missing"},
        {"a storage key that is empty", raw(storage(4, "")), "E-PTZ-007", "\"data/\" is missing"},
        {"a storage key of a million letters", raw(storage(4, std::string(1'000'000, 'k'))), "E-PTZ-007", "k…\" is missing"},
        {"one storage declared with two sizes", torchZip(dict(text("a") + goodTensor() + text("b") + tensor(storage(2), 0, {2}, {1}))), "E-PTH-004", "declares the storage \"0\" twice"},
        {"one storage declared with two types", torchZip(dict(text("a") + goodTensor() + text("b") + tensor(storage(4, "0", "IntStorage"), 0, {4}, {1}))), "E-PTH-004", "twice"},
        {"a dict key set twice, the later wins", torchZip(dict(text("w") + number(1) + text("w") + goodTensor())), "", "", 1},
        {"keys 1 and \"1\" collapse to the later", torchZip(dict(number(1) + goodTensor() + text("1") + goodTensor())), "", "", 1},
        {"a dict of no tensors", torchZip(dict(text("epoch") + number(3))), "E-CKP-004", "no tensors in it"},
        {"a whole model", torchZip(call("models", "Net", "") + dict(text("_modules") + dict("") + text("_parameters") + dict(text("w") + goodTensor())) + "b"), "E-CKP-003", "a whole Python model of the class models\\.Net"},
    };
}

}  // namespace

class HostilePickleTest : public QObject {
    Q_OBJECT

private slots:
    void row_data() { addHostileRows({callRows(), machineRows(), budgetRows(), tensorRows()}); }
    void row()
    {
        QFETCH(HostileRow, row);
        runHostileRow(row, "model.pt");
    }
};

QTEST_GUILESS_MAIN(HostilePickleTest)
#include "hostile_pickle_test.moc"
