// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "cli_run.h"

#include <QDir>
#include <QFile>
#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

/// Pictures explained on the command line, on the Planted sample with its trained network.
class CliPicturesTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        const CliRun made = runCli({"-q", "sample", "make", "planted", "--out", m_audit, "--work", m_folder.filePath("work")});
        QVERIFY2(made.exitCode == 0, made.err);
        const QJsonArray weights = json({"class", m_audit, "hexagon"})["weights"].toArray();
        QVERIFY(!weights.isEmpty());
        for (const auto& weight : weights)
            if (m_feature.isEmpty() && weight.toObject()["weight"].toDouble() > 0)
                m_feature = QString::number(weight.toObject()["feature"].toInt());
        const QJsonArray most = json({"examples", m_audit, "--feature", m_feature, "--limit", "3"})["examples"].toArray();
        QCOMPARE(most.size(), qsizetype{3});
        m_row = QString::number(most.first().toObject()["row"].toInt());
    }

    void limeWritesAPictureAndNumbers()
    {
        const QString png = m_folder.filePath("lime.png");
        const QStringList ask{"lime", m_audit, "--row", m_row, "--feature", m_feature, "--samples", "300", "--seeds", "1", "--out", png};
        const QJsonObject answer = json(ask);
        const int segments = answer["segments"].toInt();
        QVERIFY(segments > 20);
        QCOMPARE(answer["targets"].toArray().first().toObject()["effects"].toArray().size(), qsizetype{segments});
        QVERIFY(answer["shown"].toArray().size() <= 3);
        QCOMPARE(QImage(png).width(), 64);
        QCOMPARE(json(ask), answer);
        const QJsonObject both = json({"lime", m_audit, "--row", m_row, "--class", "hexagon", "--with-features", "--samples", "50", "--negative"});
        QVERIFY(both["targets"].toArray().size() > 1);
    }

    void mapsOfAllKinds_data()
    {
        QTest::addColumn<QString>("kind");
        for (const char* kind : {"activation", "gradient", "occlusion"})
            QTest::newRow(kind) << kind;
    }

    void mapsOfAllKinds()
    {
        QFETCH(QString, kind);
        const QString png = m_folder.filePath(kind + ".png");
        const QString patch = m_folder.filePath(kind + "-patch.png");
        const QJsonObject map = json({"map", m_audit, "--row", m_row, "--feature", m_feature, "--kind", kind, "--out", png, "--outline", "0.5",
                                      "--patch", patch});
        QCOMPARE(map["values"].toArray().size(), qsizetype{map["width"].toInt() * map["height"].toInt()});
        QCOMPARE(QImage(png).width(), 64);
        QVERIFY(QImage(patch).width() > 0);
        const CliRun text = runCli({"-q", "map", m_audit, "--row", m_row, "--feature", m_feature, "--kind", kind});
        QVERIFY2(text.out.contains("cells from"), text.out);
    }

    void examplesAsASheet()
    {
        const QString png = m_folder.filePath("sheet.png");
        const CliRun run = runCli({"-q", "examples", m_audit, "--feature", m_feature, "--limit", "10", "--out", png, "--patches"});
        QVERIFY2(run.exitCode == 0, run.err);
        QCOMPARE(QImage(png).width(), 8 * 120 + 8);
        QCOMPARE(QImage(png).height(), 2 * 120 + 8);
    }

    void picturesOfAFolderArePredicted()
    {
        const QString folder = m_folder.filePath("work/planted/pictures/test/hexagon");
        QVERIFY2(QDir(folder).exists(), qPrintable(folder));
        const QStringList files = QDir(folder).entryList({"*.png"});
        const QJsonObject all = json({"predict", m_audit, "--picture", folder});
        QCOMPARE(all["pictures"].toArray().size(), files.size());
        const QJsonObject one = json({"predict", m_audit, "--picture", folder + "/" + files.first()})["pictures"].toArray().first().toObject();
        double sum = one["predicted"].toObject()["bias"].toDouble();
        for (const auto& part : one["predicted"].toObject()["parts"].toArray())
            sum += part.toObject()["part"].toDouble();
        QVERIFY(std::abs(sum - one["predicted"].toObject()["logit"].toDouble()) < 1e-9);
        QVERIFY(one["original"].toObject()["probability"].toDouble() > 0);
        QFile text(m_folder.filePath("text.png"));
        QVERIFY(text.open(QIODevice::WriteOnly));
        text.write("no picture");
        text.close();
        const CliRun refused = runCli({"-q", "predict", m_audit, "--picture", text.fileName()});
        QCOMPARE(refused.exitCode, 1);
        QVERIFY2(refused.err.contains("text.png"), refused.err);
    }

private:
    static QJsonObject json(const QStringList& arguments)
    {
        const CliRun run = runCli(QStringList{"-q", "--json"} + arguments);
        if (run.exitCode != 0)
            qWarning("%s", run.err.constData());
        return QJsonDocument::fromJson(run.out).object();
    }

    QTemporaryDir m_folder;
    QString m_audit = m_folder.filePath("Planted.audit");
    QString m_feature;
    QString m_row;
};

QTEST_MAIN(CliPicturesTest)
#include "cli_pictures_test.moc"
