// SPDX-FileCopyrightText: 2026 The Sparsescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/audit_session.h"

#include "audit/audit_data.h"
#include "base/text.h"
#include "samples/samples.h"
#include "ui/shell/words.h"

#include <algorithm>

namespace sparsescope::ui {

namespace {

std::filesystem::path toPath(const QString& text)
{
    return std::filesystem::path(text.toStdString());
}

PathRow rowOf(const PathPoint& point)
{
    return {point.index,  point.lambda,      point.head.meanNonZerosPerClass(),
            point.scores, point.certificate, point.seconds};
}

Result<HeadState> analysed(const std::shared_ptr<Audit>& audit, const std::shared_ptr<const AuditData>& data, int index,
                           Progress& progress)
{
    HeadState state;
    state.index = index;
    SS_TRY(state.head, audit->analyse(data, index, progress));
    state.classes = classList(*state.head);
    state.features = featureList(*state.head);
    const auto& stability = data->pieces().stability;
    state.draws = stability && stability->point == index ? stability->resamples : 0;
    return state;
}

}  // namespace

AuditSession::AuditSession(TaskRunner& tasks, LinkedSelection& selection, QObject* parent)
    : QObject(parent), m_tasks(tasks), m_selection(selection)
{
    connect(&selection, &LinkedSelection::changed, this, &AuditSession::focusChanged);
}

TaskRunner::Options AuditSession::workOptions(const QString& title) const
{
    return {title, QStringLiteral("audit-work"), TaskRunner::Lane::Work, true};
}

void AuditSession::enter(Stage stage)
{
    m_stage = stage;
    emit stageChanged();
}

Result<AuditSession::Opened> AuditSession::withInfo(Result<std::shared_ptr<Audit>> audit)
{
    SS_TRY(auto opened, std::move(audit));
    return Opened{opened, opened->info()};
}

void AuditSession::openBy(const QString& title, std::function<Result<std::shared_ptr<Audit>>(Progress&)> job)
{
    close();
    enter(Stage::Opening);
    m_workTask = m_tasks.run(
        this, workOptions(title), [job](Progress& progress) { return withInfo(job(progress)); },
        [this](Opened opened) { adopt(std::move(opened)); }, [this](const Failure& failure) { workFailed(failure); });
}

void AuditSession::open(const QString& folder)
{
    openBy(tr("Opening the audit"), [path = toPath(folder)](Progress&) { return Audit::open(path); });
}

void AuditSession::create(const QString& folder, const AuditSettings& settings)
{
    openBy(tr("Making the audit"),
           [path = toPath(folder), settings](Progress& progress) { return Audit::create(path, settings, progress); });
}

void AuditSession::openSample(const std::string& id)
{
    openBy(tr("Preparing the sample"), [id](Progress& progress) -> Result<std::shared_ptr<Audit>> {
        const auto known = samples();
        const auto sample =
            std::find_if(known.begin(), known.end(), [&](const SampleInfo& info) { return info.id == id; });
        if (sample == known.end())
            return Error{"E-SAMPLE-004", "There is no sample of this name.", ""};
        const auto folder = sampleAuditFolder(*sample);
        std::error_code ignored;
        if (std::filesystem::exists(folder / "audit.db", ignored))
            return Audit::open(folder);
        SS_TRY(const auto settings, prepareSample(id, userDataFolder() / "samples", progress));
        return Audit::create(folder, settings, progress);
    });
}

void AuditSession::adopt(Opened opened)
{
    m_workTask = 0;
    m_audit = std::move(opened.audit);
    m_info = std::move(opened.info);
    m_toldSkipped = false;
    enter(Stage::Made);
    emit this->opened();
    for (const auto& warning : m_info.warnings)
        emit notice(tr("Data"), QString::fromStdString(warning), {});
    if (m_info.fitted)
        load();
    else
        resume();
}

void AuditSession::close()
{
    m_tasks.stopSlot(QStringLiteral("audit-work"));
    m_tasks.stopSlot(QStringLiteral("head"));
    m_workTask = 0;
    const bool wasOpen = isOpen();
    m_audit.reset();
    m_info = {};
    m_data.reset();
    m_path = {};
    m_head = {};
    forgetPaths();
    enter(Stage::Closed);
    if (wasOpen) {
        emit opened();
        emit pathChanged();
        emit headChanged();
    }
    m_selection.reset({});
}

void AuditSession::resume()
{
    if (!isOpen() || working())
        return;
    if (m_info.extracted)
        fit(m_info.settings.path);
    else
        extract();
}

void AuditSession::extract()
{
    enter(Stage::Extracting);
    m_workTask = m_tasks.run(
        this, workOptions(tr("Extracting features")),
        [audit = m_audit](Progress& progress) -> Result<AuditInfo> {
            SS_TRY([[maybe_unused]] const auto report, audit->extract(progress));
            return audit->info();
        },
        [this](const AuditInfo& info) {
            m_workTask = 0;
            m_info = info;
            fit(m_info.settings.path);
        },
        [this](const Failure& failure) { workFailed(failure); });
}

void AuditSession::fit(const PathOptions& options)
{
    if (!isOpen() || working())
        return;
    compareWithPresent(options);
    enter(Stage::Fitting);
    m_path = {};
    emit pathChanged();
    const auto hear = [this](const PathRow& row) { addLivePoint(row); };
    m_workTask = m_tasks.run(
        this, workOptions(tr("Fitting the path")),
        [audit = m_audit, options, hear](Progress& progress, const TaskRunner::Deliver& deliver) {
            return audit->fit(options, progress,
                              [&](const PathPoint& point) { deliver([hear, row = rowOf(point)] { hear(row); }); });
        },
        [this](const PathView& path) {
            m_path = path;
            emit pathChanged();
            load();
        },
        [this](const Failure& failure) { workFailed(failure); });
}

void AuditSession::addLivePoint(const PathRow& row)
{
    if (m_stage != Stage::Fitting)
        return;
    m_path.rows.push_back(row);
    m_path.title =
        tr("%1 of the path so far").arg(counted(std::ssize(m_path.rows), tr("point"), tr("points"))).toStdString();
    emit pathChanged();
}

Result<AuditSession::Loaded> AuditSession::loaded(const Audit& audit, Progress& progress)
{
    Loaded loaded;
    SS_TRY(loaded.data, audit.load(progress));
    loaded.info = audit.info();
    loaded.path = pathView(*loaded.data);
    return loaded;
}

void AuditSession::load()
{
    m_workTask = m_tasks.run(
        this, workOptions(tr("Loading the audit")),
        [audit = m_audit](Progress& progress) { return loaded(*audit, progress); },
        [this](Loaded loaded) {
            adoptLoaded(std::move(loaded));
            tellLeftOut();
            goChosen();
        },
        [this](const Failure& failure) { workFailed(failure); });
}

void AuditSession::adoptLoaded(Loaded loaded)
{
    m_workTask = 0;
    m_data = std::move(loaded.data);
    m_path = std::move(loaded.path);
    m_info = std::move(loaded.info);
    enter(Stage::Ready);
    emit pathChanged();
    readKeptPaths();
}

/// What is missing from what is shown: told, never silently left out.
void AuditSession::tellLeftOut()
{
    if (!m_path.note.empty())
        emit notice(tr("Path"), QString::fromStdString(m_path.note), {});
    if (m_info.skipped.empty() || m_toldSkipped)
        return;
    m_toldSkipped = true;
    const auto& first = m_info.skipped.front();
    const auto words = m_info.skipped.size() == 1
                           ? tr("1 picture could not be read and was left out. It is listed on the Data page.")
                           : tr("%1 pictures could not be read and were left out. They are listed on the Data page.")
                                 .arg(count(std::ssize(m_info.skipped)));
    emit notice(tr("Data"), words, shown(first.path, 400) + '\n' + QString::fromStdString(first.reason));
}

void AuditSession::goChosen()
{
    m_head = {};
    auto focus = m_selection.focus();
    focus.path = m_path.chosen >= 0 ? m_path.chosen : static_cast<int>(m_path.rows.size()) - 1;
    focus.klass = std::max(0, focus.klass);
    m_selection.correct(focus);
    analyse(focus.path);
}

void AuditSession::analyse(int index)
{
    if (!m_data || index < 0 || index >= static_cast<int>(m_path.rows.size()))
        return;
    m_tasks.run(
        this, {tr("Looking at the head"), QStringLiteral("head")},
        [audit = m_audit, data = m_data, index](Progress& progress) { return analysed(audit, data, index, progress); },
        [this](HeadState state) {
            m_head = std::move(state);
            emit headChanged();
        });
}

void AuditSession::focusChanged(const Focus& now, const Focus& before)
{
    if (now.path != before.path && now.path != m_head.index)
        analyse(now.path);
}

void AuditSession::stopWork()
{
    m_tasks.stop(m_workTask);
}

void AuditSession::workFailed(const Failure&)
{
    m_workTask = 0;
    if (!isOpen())
        enter(Stage::Closed);
    else
        enter(m_data ? Stage::Ready : Stage::Made);
}

QString AuditSession::className(int klass) const
{
    if (klass < 0 || klass >= static_cast<int>(m_info.classes.size()))
        return tr("class %1").arg(klass);
    return shown(m_info.classes[static_cast<std::size_t>(klass)].name);
}

QString AuditSession::featureName(int feature) const
{
    const auto& rows = m_head.features;
    const auto found =
        std::find_if(rows.begin(), rows.end(), [&](const FeatureRow& row) { return row.feature == feature; });
    return featureTitle(feature, found == rows.end() ? std::string() : found->name);
}

}  // namespace sparsescope::ui
