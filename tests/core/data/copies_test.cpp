// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "base/files.h"
#include "data/copies.h"

#include <QTemporaryDir>
#include <QTest>

using namespace sparsescope;

namespace {

const std::string start(20'000, 's');  // longer than what is compared first

/// Made-up files in a folder, listed as they are added.
class Pictures {
public:
    Pictures() { m_dataset.root = m_folder.path().toStdString(); }
    void add(const std::string& path, const std::string& bytes, int label = 0, Split split = Split::Train)
    {
        const std::filesystem::path file = m_dataset.root / path;
        std::filesystem::create_directories(file.parent_path());
        QVERIFY(writeFileAtomically(file, bytes).ok());
        m_dataset.items.push_back({path, label, split});
    }
    void remove(const std::string& path) { std::filesystem::remove(m_dataset.root / path); }
    Result<std::vector<std::string>> notes(Progress& progress) const { return notesAboutCopies(m_dataset, progress); }
    QStringList notes() const
    {
        Progress progress;
        const auto notes = this->notes(progress);
        QStringList all;
        for (const std::string& note : *notes)
            all << QString::fromStdString(note);
        return all;
    }

private:
    QTemporaryDir m_folder;
    Dataset m_dataset;
};

}  // namespace

class CopiesTest : public QObject {
    Q_OBJECT

private slots:
    void filesThatDifferAreNoCopies()
    {
        Pictures pictures;
        pictures.add("cat/1.jpg", start + "a");
        pictures.add("cat/2.jpg", start + "b");    // the same size and start
        pictures.add("cat/3.jpg", "b" + start);    // the same size
        pictures.add("cat/4.jpg", start);
        pictures.add("cat/5.jpg", "");
        pictures.add("cat/6.jpg", "");             // empty files are no pictures at all
        QCOMPARE(pictures.notes(), QStringList());
    }

    void oneCopyIsNamed()
    {
        Pictures pictures;
        pictures.add("cat/1.jpg", start + "a");
        pictures.add("cat/2.jpg", start + "b");
        pictures.add("cat/3.jpg", start + "a");
        QCOMPARE(pictures.notes(),
                 QStringList{"1 picture is a copy of another, byte for byte: \"cat/1.jpg\" and \"cat/3.jpg\"."});
    }

    void copiesOfSeveralPicturesAreCounted()
    {
        Pictures pictures;
        for (const char* name : {"cat/1.jpg", "cat/2.jpg", "cat/3.jpg"})
            pictures.add(name, "long enough");
        for (const char* name : {"cat/4.jpg", "cat/5.jpg"})
            pictures.add(name, "short");
        QCOMPARE(pictures.notes(), QStringList{"3 pictures are copies of others, byte for byte, for example "
                                               "\"cat/1.jpg\" and \"cat/2.jpg\"."});
    }

    void whatIsHeldOutAndTrainedOnIsTold()
    {
        Pictures pictures;
        pictures.add("cat/1.jpg", "one", 0, Split::Test);
        pictures.add("cat/2.jpg", "one", 0, Split::Train);
        pictures.add("cat/3.jpg", "three", 0, Split::Test);
        pictures.add("cat/4.jpg", "three", 0, Split::Validation);  // neither is in train
        const QStringList notes = pictures.notes();
        QCOMPARE(notes.size(), 2);
        QCOMPARE(notes[1], "1 picture that is held out is in train too, so accuracy looks better than it is: "
                           "\"cat/1.jpg\" and \"cat/2.jpg\".");
    }

    void copiesInTwoClassesAreTold()
    {
        Pictures pictures;
        pictures.add("cat/1.jpg", "one", 0);
        pictures.add("dog/1.jpg", "one", 1);
        pictures.add("dog/2.jpg", "one", 1);
        const QStringList notes = pictures.notes();
        QCOMPARE(notes.size(), 2);
        QCOMPARE(notes[1], "2 copies lie in other classes than their originals, for example \"cat/1.jpg\" and "
                           "\"dog/1.jpg\".");
    }

    void filesThatAreGoneAreLeftOut()
    {
        Pictures pictures;
        pictures.add("cat/1.jpg", "one");
        pictures.add("cat/2.jpg", "one");
        pictures.add("cat/3.jpg", "one");
        pictures.remove("cat/2.jpg");
        QCOMPARE(pictures.notes(),
                 QStringList{"1 picture is a copy of another, byte for byte: \"cat/1.jpg\" and \"cat/3.jpg\"."});
    }

    void namesAreShownEscaped()
    {
        Pictures pictures;
        pictures.add("a\nb.jpg", "one");
        pictures.add("\x1b[31m.jpg", "one");
        for (const QChar c : pictures.notes().join(' '))
            QVERIFY(c.unicode() >= 0x20);
    }

    void aStopIsHeard()
    {
        Pictures pictures;
        pictures.add("cat/1.jpg", "one");
        std::stop_source stop;
        stop.request_stop();
        Progress stopped({}, stop.get_token());
        QVERIFY(pictures.notes(stopped).cancelled());
    }
};

QTEST_GUILESS_MAIN(CopiesTest)
#include "copies_test.moc"
