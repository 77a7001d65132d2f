// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "text/tokenizer.h"

#include "base/files.h"

#include <ctime>
#include <functional>
#include <map>

#include <QRegularExpression>
#include <QtTest>
#include <nlohmann/json.hpp>

using namespace sparsescope;
using nlohmann::json;

namespace {

namespace fs = std::filesystem;

#ifdef __SANITIZE_ADDRESS__
constexpr double secondsAllowed = 20;
#else
constexpr double secondsAllowed = 2;
#endif

using Files = std::map<std::string, std::string>;

/// A folder that is broken or hostile, and what must be said about it; without a code it must open.
struct Row {
    std::string sentence;
    Files files;
    const char* code = "";
    const char* pattern = "";
};

json goodPieces()
{
    return json::parse(R"({
        "version": "1.0", "truncation": null, "padding": null,
        "added_tokens": [{"id": 0, "content": "[PAD]", "special": true}, {"id": 1, "content": "[UNK]", "special": true},
                         {"id": 2, "content": "[CLS]", "special": true}, {"id": 3, "content": "[SEP]", "special": true}],
        "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": null,
                       "lowercase": true},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {"type": "TemplateProcessing",
            "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                       {"SpecialToken": {"id": "[SEP]", "type_id": 0}}],
            "pair": [], "special_tokens": {"[CLS]": {"id": "[CLS]", "ids": [2], "tokens": ["[CLS]"]},
                                            "[SEP]": {"id": "[SEP]", "ids": [3], "tokens": ["[SEP]"]}}},
        "decoder": {"type": "WordPiece"},
        "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                  "max_input_chars_per_word": 100,
                  "vocab": {"[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "a": 4, "##b": 5}}})");
}

/// The token of each byte, as byte-level vocabularies have it.
std::string byteToken(int byte)
{
    const bool printable = (byte >= '!' && byte <= '~') || (byte >= 0xA1 && byte != 0xAD);
    int next = 0x100;
    for (int other = 0; other < byte && !printable; ++other)
        next += (other >= '!' && other <= '~') || (other >= 0xA1 && other != 0xAD) ? 0 : 1;
    return QString(QChar(printable ? byte : next)).toStdString();
}

json bytePairVocabulary()
{
    json vocabulary = {{"<s>", 0}, {"<pad>", 1}, {"</s>", 2}, {"<unk>", 3}, {"<mask>", 4}};
    for (int byte = 0; byte < 256; ++byte)
        vocabulary[byteToken(byte)] = 5 + byte;
    vocabulary["ab"] = 261;
    vocabulary["abc"] = 262;
    return vocabulary;
}

json goodPairs()
{
    json file = json::parse(R"({
        "added_tokens": [{"id": 0, "content": "<s>", "special": true}],
        "normalizer": null, "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true},
        "post_processor": {"type": "RobertaProcessing", "sep": ["</s>", 2], "cls": ["<s>", 0], "trim_offsets": true,
                           "add_prefix_space": false},
        "model": {"type": "BPE", "dropout": null, "unk_token": null, "continuing_subword_prefix": "",
                  "end_of_word_suffix": "", "fuse_unk": false, "merges": ["a b", ["ab", "c"]]}})");
    file["model"]["vocab"] = bytePairVocabulary();
    return file;
}

Files changed(json file, const std::function<void(json&)>& change)
{
    change(file);
    return {{"tokenizer.json", file.dump(-1, ' ', false, json::error_handler_t::replace)}};
}

Files pieces(const std::function<void(json&)>& change) { return changed(goodPieces(), change); }
Files pairs(const std::function<void(json&)>& change) { return changed(goodPairs(), change); }

Files pairFiles(const std::string& merges, const std::function<void(json&)>& change = [](json&) {})
{
    json vocabulary = bytePairVocabulary();
    change(vocabulary);
    return {{"vocab.json", vocabulary.dump()}, {"merges.txt", merges}};
}

constexpr const char* goodLines = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\n##b\n";

std::vector<Row> folderRows()
{
    return {
        {"a folder without a tokenizer", {{"config.json", "{}"}}, "E-TOK-001", "none of tokenizer.json, vocab.txt"},
        {"vocab.json without merges.txt", {{"vocab.json", "{}"}}, "E-TOK-001", "merges.txt is not"},
        {"a SentencePiece model", {{"sentencepiece.bpe.model", "x"}}, "E-TOK-001", "SentencePiece model, which is not supp"},
        {"the good files", {{"vocab.txt", goodLines}}},
        {"lines that end as on Windows", {{"vocab.txt", "[PAD]\r\n[UNK]\r\n[CLS]\r\n[SEP]\r\na\r\n"}}},
        {"a byte order mark", {{"vocab.txt", std::string("\xEF\xBB\xBF") + goodLines}}},
    };
}

std::vector<Row> vocabularyRows()
{
    const auto text = [](const std::string& lines) { return Files{{"vocab.txt", lines}}; };
    std::string many;
    for (int i = 0; i < 5'000'001; ++i)
        many += '\n';
    return {
        {"an empty vocab.txt", text(""), "E-TOK-004", "\"vocab.txt\": line 1 is missing"},
        {"a line twice", text(std::string(goodLines) + "a\n"), "E-TOK-004", "line 8 repeats the token \"a\" of line 6"},
        {"a line that is not UTF-8", text(std::string(goodLines) + "b\xff\n"), "E-TOK-004", "line 8 is not UTF-8: \"b\\\\xFF\""},
        {"no unknown token", text("[PAD]\n[CLS]\n[SEP]\na\n"), "E-TOK-004", "lacks \"\\[UNK\\]\", the unk_token"},
        {"no token for the start", text("[PAD]\n[UNK]\n[SEP]\na\n"), "E-TOK-004", "lacks \"\\[CLS\\]\", the cls_token"},
        {"no token for the end", text("[PAD]\n[UNK]\n[CLS]\na\n"), "E-TOK-004", "lacks \"\\[SEP\\]\", the sep_token"},
        {"no token for padding", text("[UNK]\n[CLS]\n[SEP]\na\n"), "E-TOK-004", "lacks \"\\[PAD\\]\", the pad_token"},
        {"millions of lines", text(many), "E-TOK-004", "line 5.000.001 is one too many|line 5000001 is one too many"},
        {"a Git LFS pointer", text("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n"), "E-TOK-004", "Git LFS pointer"},
        {"an id twice in tokenizer.json", pieces([](json& f) { f["model"]["vocab"]["c"] = 4; }), "E-TOK-004",
         "\"a\" and \"c\" have the same id 4|\"c\" and \"a\" have the same id 4"},
        {"an id that is no number", pieces([](json& f) { f["model"]["vocab"]["c"] = "6"; }), "E-TOK-004", "id of \"c\" is \"6\""},
        {"an id below zero", pieces([](json& f) { f["model"]["vocab"]["c"] = -1; }), "E-TOK-004", "id of \"c\" is -1"},
        {"an id of 1.5", pieces([](json& f) { f["model"]["vocab"]["c"] = 1.5; }), "E-TOK-004", "id of \"c\" is 1.5"},
        {"an id of 2 billion", pieces([](json& f) { f["model"]["vocab"]["c"] = 2'000'000'000; }), "E-TOK-004", "id of \"c\" is 2000000000"},
        {"an id that would need much memory", pieces([](json& f) { f["model"]["vocab"]["c"] = 99'000'000; }), "E-TOK-004",
         "id 99000000 of \"c\" is far beyond"},
        {"an empty vocabulary", pieces([](json& f) { f["model"]["vocab"] = json::object(); }), "E-TOK-004", "it is empty"},
        {"an unknown token that is not there", pieces([](json& f) { f["model"]["unk_token"] = "<u>"; }), "E-TOK-004", "lacks \"<u>\""},
        {"a byte without a token", pairs([](json& f) { f["model"]["vocab"].erase("!"); }), "E-TOK-004", "no token for the byte 0x21"},
    };
}

std::vector<Row> mergeRows()
{
    std::string many = "#version: 0.2\n";
    for (int i = 0; i < 810; ++i)
        many += "a b\n";
    return {
        {"the good merges", pairFiles("#version: 0.2\na b\nab c\n")},
        {"merges without a header", pairFiles("a b\nab c\n")},
        {"a merge of one part", pairFiles(many + "ab\n"), "E-TOK-005", "merges.txt\": line 812 is \"ab\", where two tokens"},
        {"a merge of three parts", pairFiles("#version: 0.2\na b c\n"), "E-TOK-005", "line 2 is \"a b c\""},
        {"an empty line among merges", pairFiles("a b\n\nab c\n"), "E-TOK-005", "line 2 is \"\""},
        {"a merge of what is not in the vocabulary", pairFiles("a b\na xyz\n"), "E-TOK-005", "merge 2 makes \"axyz\" of \"a\" and \"xyz\", but \"xyz\""},
        {"a merge whose result is not in the vocabulary", pairFiles("b a\n"), "E-TOK-005", "\"ba\" is not in the vocabulary"},
        {"merges that are not UTF-8", pairFiles("a \xff\n"), "E-TOK-005", "line 1 is \"a \\\\xFF\""},
        {"merges in tokenizer.json of one part", pairs([](json& f) { f["model"]["merges"][1] = "ab"; }), "E-TOK-005", "merge 2 is \"ab\""},
        {"merges that are numbers", pairs([](json& f) { f["model"]["merges"][0] = 7; }), "E-TOK-005", "merge 1 is 7"},
        {"merges that are no list", pairs([](json& f) { f["model"]["merges"] = "a b"; }), "E-TOK-002", "\"merges\" of model"},
        {"no special tokens in vocab.json", pairFiles("a b\n", [](json& v) { v.erase("<s>"); }), "E-TOK-004", "lacks \"<s>\", the cls_token"},
    };
}

std::vector<Row> jsonRows()
{
    const auto file = [](const std::string& text) { return Files{{"tokenizer.json", text}}; };
    return {
        {"the good WordPiece file", pieces([](json&) {})},
        {"the good BPE file", pairs([](json&) {})},
        {"an empty tokenizer.json", file(""), "E-TOK-002", "tokenizer.json\": it is empty"},
        {"a list", file("[]"), "E-TOK-002", "it holds array, where an object"},
        {"JSON that is cut", file("{\"model\":\n{\"type\": \"BPE\",\n"), "E-TOK-002", "line 3 is not valid JSON"},
        {"JSON with a comment", file("{\n// no\n}"), "E-TOK-002", "line 2 is not valid JSON"},
        {"values nested very deep", file("{\"a\":" + std::string(100'000, '[') + std::string(100'000, ']') + "}"), "E-TOK-002", "nested more than 64 deep"},
        {"objects nested very deep, cut", file(std::string(0, ' ') + "{\"a\":" + [] { std::string s; for (int i = 0; i < 100'000; ++i) s += "{\"a\":"; return s; }()), "E-TOK-002", "nested more than 64 deep|not valid JSON"},
        {"a Git LFS pointer as JSON", file("version https://git-lfs.github.com/spec/v1\n"), "E-TOK-002", "Git LFS pointer"},
        {"no model", pieces([](json& f) { f.erase("model"); }), "E-TOK-002", "\"model\" of the file is missing"},
        {"broken settings beside it", [] { Files f = pieces([](json&) {}); f["tokenizer_config.json"] = "{"; return f; }(), "E-TOK-002", "tokenizer_config.json\": line 1"},
        {"a setting that is no flag", [] { Files f = pieces([](json&) {}); f["tokenizer_config.json"] = R"({"do_lower_case": "no"})"; return f; }(), "E-TOK-002", "\"do_lower_case\" of the file is \"no\", where true or false"},
    };
}

std::vector<Row> componentRows()
{
    const auto model = [](const char* name) { return pieces([name](json& f) { f["model"]["type"] = name; }); };
    const auto splitter = [](const json& value) { return pairs([&](json& f) { f["pre_tokenizer"] = value; }); };
    const auto split = [](const char* pattern) {
        return json{{"type", "Split"}, {"pattern", {{"Regex", pattern}}}, {"behavior", "Isolated"}, {"invert", false}};
    };
    const auto sequence = [&](const json& first) {
        return splitter({{"type", "Sequence"}, {"pretokenizers", {first, {{"type", "ByteLevel"}, {"use_regex", false}}}}});
    };
    json odd = split("a");
    odd["behavior"] = "Odd";
    json none = split("a");
    none.erase("pattern");
    return {
        {"a Unigram model", model("Unigram"), "E-TOK-003", "its model is \"Unigram\""},
        {"a WordLevel model", model("WordLevel"), "E-TOK-003", "its model is \"WordLevel\""},
        {"a normalizer of another kind", pieces([](json& f) { f["normalizer"] = {{"type", "Nmt"}}; }), "E-TOK-003", "its normalizer is \"Nmt\""},
        {"a character map that is broken", pieces([](json& f) { f["normalizer"] = {{"type", "Precompiled"}, {"precompiled_charsmap", "ABC"}}; }), "E-TOK-003", "normalizer is \"Precompiled\""},
        {"a pattern before ByteLevel", sequence(split("\\p{L}+"))},
        {"a pattern without ByteLevel", splitter(split("a")), "E-TOK-003", "its pre_tokenizer is \"Split\""},
        {"a back reference", sequence(split("(a)\\1")), "E-TOK-003", "has the pattern .*, of which .*1\" is not supported"},
        {"a class of hex digits, which is another elsewhere", sequence(split("\\h+")), "E-TOK-003", "h\" is not supported"},
        {"a class in a class", sequence(split("[a[bc]]")), "E-TOK-003", "inside of a class"},
        {"recursion", sequence(split("(?R)")), "E-TOK-003", "\\(\\?R"},
        {"groups nested very deep", sequence(split((std::string(2000, '(') + std::string(2000, ')')).c_str())), "E-TOK-003", "the engine says"},
        {"a pattern that is no pattern", sequence(split("a)")), "E-TOK-003", "the engine says"},
        {"a pattern of 1 MB", sequence(split(std::string(1'000'000, 'a').c_str())), "E-TOK-003", "the length is 1000000 bytes"},
        {"a script that is not known", sequence(split("\\p{Klingon}")), "E-TOK-003", "Klingon"},
        {"a behavior that is not known", sequence(odd), "E-TOK-002", "\"behavior\" of pre_tokenizer is \"Odd\""},
        {"a split without a pattern", sequence(none), "E-TOK-002", "\"pattern\" of pre_tokenizer is missing"},
        {"a delimiter of two characters", sequence({{"type", "CharDelimiterSplit"}, {"delimiter", "ab"}}), "E-TOK-002", "one character"},
        {"text put in that is very long", pieces([](json& f) { f["normalizer"] = {{"type", "Prepend"}, {"prepend", std::string(5000, 'x')}}; }), "E-TOK-002", "a text of up to 1000 bytes"},
        {"normalizers without end", pieces([](json& f) {
             f["normalizer"] = {{"type", "Sequence"}, {"normalizers", json(std::vector<json>(100, {{"type", "NFC"}}))}};
         }), "E-TOK-002", "a list of up to 32 objects"},
        {"pieces of a fixed length 0", splitter({{"type", "FixedLength"}, {"length", 0}}), "E-TOK-003", "pre_tokenizer is \"FixedLength\""},
        {"BPE that is not byte-level", splitter({{"type", "Metaspace"}}), "E-TOK-003", "pre_tokenizer is \"Metaspace\""},
        {"no pre_tokenizer", splitter(nullptr), "E-TOK-003", "pre_tokenizer is \"null\""},
        {"a stride as long as the text", pieces([](json& f) { f["truncation"] = {{"max_length", 8}, {"stride", 8}}; }), "E-TOK-002", "\"stride\" of truncation is 8"},
        {"a template whose token is not there", pieces([](json& f) { f["post_processor"]["special_tokens"].erase("[SEP]"); }), "E-TOK-007", "puts \"\\[SEP\\]\" around a text"},
        {"a template without the text", pieces([](json& f) { f["post_processor"]["single"].erase(1); }), "E-TOK-002", "\"single\" of post_processor"},
        {"an id around the text beyond the vocabulary", pairs([](json& f) { f["post_processor"]["sep"][1] = 999; }), "E-TOK-007", "puts the id 999 around a text, but ids go from 0 to 262"},
        {"a post-processor of another kind", pieces([](json& f) { f["post_processor"] = {{"type", "Odd"}}; }), "E-TOK-003", "post_processor is \"Odd\""},
        {"merges whose prefix is longer than a token", pairs([](json& f) { f["model"]["continuing_subword_prefix"] = "################"; }), "E-TOK-002", "\"continuing_subword_prefix\" of model"},
        {"dropout", pairs([](json& f) { f["model"]["dropout"] = 0.1; }), "E-TOK-002", "\"dropout\" of model is 0.1"},
        {"words of any length", pieces([](json& f) { f["model"]["max_input_chars_per_word"] = 100'000'000; }), "E-TOK-002", "\"max_input_chars_per_word\" of model"},
    };
}

std::vector<Row> addedRows()
{
    const auto added = [](const json& token) { return pieces([&](json& f) { f["added_tokens"].push_back(token); }); };
    return {
        {"an added token behind the vocabulary", added({{"id", 6}, {"content", "<x>"}})},
        {"an added token's id beyond the next", added({{"id", 60}, {"content", "<x>"}}), "E-TOK-006", "added token \"<x>\" .* its id is 60, where 6 or less"},
        {"two tokens with one id", added({{"id", 4}, {"content", "<x>"}}), "E-TOK-006", "its id 4 is that of \"a\""},
        {"an id below zero in added tokens", added({{"id", -4}, {"content", "<x>"}}), "E-TOK-002", "\"id\" of added_tokens 5 is -4"},
        {"an id that is not the vocabulary's", added({{"id", 6}, {"content", "a"}}), "E-TOK-006", "says id 6, but the vocabulary says 4"},
        {"an added token without content", added({{"id", 6}, {"content", ""}}), "E-TOK-002", "\"content\" of added_tokens 5"},
        {"an added token that is text only", pieces([](json& f) { f["added_tokens"].push_back("x"); }), "E-TOK-002", "\"added_tokens\" of the file"},
        {"control characters in a name", added({{"id", 4}, {"content", "<\x01\n>"}}), "E-TOK-006", "\"<\\\\u0001\\\\n>\""},
    };
}

void write(const fs::path& folder, const Files& files)
{
    for (const auto& [name, bytes] : files)
        QVERIFY(writeFileAtomically(folder / name, std::string_view(bytes)).ok());
}

}  // namespace

Q_DECLARE_METATYPE(Row)

class HostileTokenizerTest : public QObject {
    Q_OBJECT

private slots:
    void hostileFoldersAreRefusedInASentence_data();
    void hostileFoldersAreRefusedInASentence();
    void aFolderThatIsNotThere();
    void openingCanBeStopped();
};

void HostileTokenizerTest::hostileFoldersAreRefusedInASentence_data()
{
    QTest::addColumn<Row>("row");
    for (const auto& table : {folderRows(), vocabularyRows(), mergeRows(), jsonRows(), componentRows(), addedRows()})
        for (const Row& row : table)
            QTest::newRow(row.sentence.c_str()) << row;
}

void HostileTokenizerTest::hostileFoldersAreRefusedInASentence()
{
    QFETCH(Row, row);
    QTemporaryDir folder;
    write(folder.path().toStdString(), row.files);
    Progress progress;
    const std::clock_t begin = std::clock();
    const auto tokenizer = openTokenizer(folder.path().toStdString(), progress);
    const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    QVERIFY2(seconds < secondsAllowed, qPrintable(QString("%1 s").arg(seconds)));
    if (*row.code == '\0') {
        QVERIFY2(tokenizer.ok(), tokenizer.failed() ? tokenizer.error().message.c_str() : "");
        return;
    }
    QVERIFY2(tokenizer.failed(), "it was accepted");
    const QString message = QString::fromStdString(tokenizer.error().message);
    QCOMPARE(QString::fromStdString(tokenizer.error().code) + ": " + message, QString(row.code) + ": " + message);
    QVERIFY2(QRegularExpression(row.pattern).match(message).hasMatch(), qPrintable(message));
    QVERIFY2(message.startsWith("Cannot "), qPrintable(message));
    QVERIFY2(!message.contains(QRegularExpression("[\\x00-\\x1f]")), "untrusted text must be escaped");
}

void HostileTokenizerTest::aFolderThatIsNotThere()
{
    Progress progress;
    const auto tokenizer = openTokenizer("/nowhere/at/all", progress);
    QVERIFY(tokenizer.failed());
    QCOMPARE(QString::fromStdString(tokenizer.error().code), QString("E-TOK-001"));
    QVERIFY(tokenizer.error().message.find("there is no folder") != std::string::npos);
}

void HostileTokenizerTest::openingCanBeStopped()
{
    QTemporaryDir folder;
    write(folder.path().toStdString(), pairs([](json&) {}));
    std::stop_source stop;
    stop.request_stop();
    Progress progress([](const ProgressUpdate&) {}, stop.get_token());
    QVERIFY(openTokenizer(folder.path().toStdString(), progress).cancelled());
}

QTEST_APPLESS_MAIN(HostileTokenizerTest)
#include "hostile_tokenizer_test.moc"
