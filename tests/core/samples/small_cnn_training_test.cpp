// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "models/small_cnn_training.h"

#include "models/vision_model.h"
#include "samples/planted_pictures.h"

#include <QtTest>

#include <QTemporaryDir>

using namespace sparsescope;

namespace {

/// 24 training pictures of each of the first two shapes.
LabelledImages twoShapes()
{
    LabelledImages training;
    std::array<int, 2> taken{};
    for (const auto& picture : plantedPictures(7))
        if (picture.klass < 2 && picture.place.split == Split::Train && taken[std::size_t(picture.klass)]++ < 24) {
            training.images.push_back(drawPlanted(picture));
            training.labels.push_back(picture.klass);
        }
    return training;
}

SmallCnnTraining options(int epochs)
{
    SmallCnnTraining out;
    out.classNames = {"cross", "disc"};
    out.epochs = epochs;
    out.batch = 8;
    return out;
}

Bytes allBytes(const TrainedNetwork& network)
{
    Bytes bytes;
    for (const auto& [name, tensor] : network.tensors)
        bytes.insert(bytes.end(), tensor.bytes.begin(), tensor.bytes.end());
    return bytes;
}

}  // namespace

class SmallCnnTrainingTest : public QObject {
    Q_OBJECT

private slots:
    void sameSeedSameBytes();
    void twoShapesAreLearnedAndTheFileOpens();
    void aStopIsNotAnError();
    void wrongLabelsAreNamed();
};

void SmallCnnTrainingTest::sameSeedSameBytes()
{
    Progress progress;
    const LabelledImages training = twoShapes();
    const auto first = trainSmallCnn(training, options(1), progress);
    const auto second = trainSmallCnn(training, options(1), progress);
    SmallCnnTraining other = options(1);
    other.seed = 1;
    const auto third = trainSmallCnn(training, other, progress);
    QVERIFY(first.ok() && second.ok() && third.ok());
    QVERIFY(allBytes(*first) == allBytes(*second));
    QVERIFY(allBytes(*first) != allBytes(*third));
}

void SmallCnnTrainingTest::twoShapesAreLearnedAndTheFileOpens()
{
    Progress progress;
    const auto trained = trainSmallCnn(twoShapes(), options(12), progress);
    QVERIFY(trained.ok());
    QVERIFY2(trained->lastLoss < 0.3, qPrintable(QString::number(trained->lastLoss)));

    const QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath("network.safetensors").toStdString();
    QVERIFY(writeSafetensors(file, trained->tensors, trained->metadata).ok());
    const auto model = openVisionModel(file, {}, progress);
    QVERIFY2(model.ok(), model.failed() ? model.error().message.c_str() : "");
    QCOMPARE((*model)->info().architecture, std::string("SmallCNN"));
    QCOMPARE((*model)->info().features, 96);
    QCOMPARE((*model)->info().classes, 2);
    QCOMPARE((*model)->info().classNames, (std::vector<std::string>{"cross", "disc"}));
    QCOMPARE((*model)->info().preprocessing.crop, 64);
    QVERIFY((*model)->info().hasActivationMaps);
}

void SmallCnnTrainingTest::aStopIsNotAnError()
{
    std::stop_source stop;
    stop.request_stop();
    Progress progress({}, stop.get_token());
    QVERIFY(trainSmallCnn(twoShapes(), options(1), progress).cancelled());
}

void SmallCnnTrainingTest::wrongLabelsAreNamed()
{
    Progress progress;
    LabelledImages training = twoShapes();
    training.labels[3] = 2;
    const auto trained = trainSmallCnn(training, options(1), progress);
    QVERIFY(trained.failed());
    QCOMPARE(trained.error().code, std::string("E-TRAIN-002"));
    QCOMPARE(trained.error().message, std::string("Label 2 is not one of the 2 classes: labels start at 0."));
    training.labels.pop_back();
    QCOMPARE(trainSmallCnn(training, options(1), progress).error().code, std::string("E-TRAIN-001"));
}

QTEST_GUILESS_MAIN(SmallCnnTrainingTest)
#include "small_cnn_training_test.moc"
