//! The one decision: from a snapshot and a policy to a report. It is pure.

mod live;

use crate::error::Error;
use crate::facts::Facts;
use crate::policy::Policy;
use crate::reader::{self, Candidate, Collected, Hints, Protected, runners};
use crate::report::{Environment, SCHEMA, Target};
use crate::rules::{self, Draft, Forbidden, Run, Subject};
use crate::snapshot::{Runner, Snapshot};
use crate::source::Source;
use crate::target::address::{Address, Outcome};
use crate::target::slot::Role;
use crate::target::{Engine, Location, Reading, identity};
use crate::verdict::{Finding, Severity, Verdict};
use std::collections::HashMap;

pub use crate::report::Report;
pub use live::Ask;

/// Answers the question. Where the surface does not know the runner, the question is asked for each
/// runner that the root configures, and the worst answer counts.
///
/// # Errors
/// What the readers cannot read, and a policy that speaks of rules that are none.
pub fn judge(snapshot: &Snapshot<'_>, policy: &Policy, facts: &Facts) -> Result<Report, Error> {
    judge_and_ask(snapshot, policy, facts).map(|(report, _)| report)
}

/// As [`judge`], with the places that are worth asking and of which the facts say nothing.
///
/// # Errors
/// As [`judge`].
pub fn judge_and_ask(
    snapshot: &Snapshot<'_>,
    policy: &Policy,
    facts: &Facts,
) -> Result<(Report, Vec<Ask>), Error> {
    crate::policy::check_rules(
        policy,
        rules::CATALOGUE
            .iter()
            .map(|rule| (rule.name, rule.adjustable)),
    )?;
    let runners: Vec<Option<Runner>> = match snapshot.question.runner {
        Some(runner) => vec![Some(runner)],
        None => {
            let configured = runners::configured(snapshot);
            if configured.is_empty() {
                vec![None]
            } else {
                configured.into_iter().map(Some).collect()
            }
        }
    };
    let ignores = |variable: &str| policy.ignores(variable);
    let hints = Hints {
        ignores: &ignores,
        production: &policy.production_words,
    };

    let mut worst: Option<Report> = None;
    let mut asks = Vec::new();
    for runner in runners {
        let collected = reader::collect(snapshot, &hints, runner)?;
        let report = judge_for(runner, snapshot, policy, facts, &collected, &mut asks);
        if worst
            .as_ref()
            .is_none_or(|known| report.verdict > known.verdict)
        {
            worst = Some(report);
        }
    }
    worst
        .map(|report| (report, asks))
        .ok_or_else(|| Error::new(crate::error::ErrorKind::Question, "no runner was asked for"))
}

fn judge_for(
    runner: Option<Runner>,
    snapshot: &Snapshot<'_>,
    policy: &Policy,
    facts: &Facts,
    collected: &Collected,
    asks: &mut Vec<Ask>,
) -> Report {
    let mut run = Run {
        snapshot,
        policy,
        facts,
        collected,
        runner,
        forbidden: forbidden(&collected.protected),
        app_databases: HashMap::new(),
    };
    run.app_databases = app_databases(&run);
    let mut drafts: Vec<(Option<String>, Draft)> = rules::ON_RUN
        .iter()
        .flat_map(|rule| rule(&run))
        .map(|draft| (None, draft))
        .collect();
    let mut judged: Vec<(Target, Vec<Draft>)> = collected
        .candidates
        .iter()
        .enumerate()
        .map(|(at, candidate)| judge_candidate(&run, candidate, format!("t{}", at + 1), asks))
        .collect();
    weigh_roles(&mut judged);
    for (_, draft) in &mut drafts {
        adjust(draft, policy);
    }
    let mut verdict = drafts
        .iter()
        .map(|(_, draft)| draft.severity.verdict())
        .max()
        .unwrap_or(Verdict::Allow);
    verdict = verdict.max(run_verdict(&judged));
    let mut targets = Vec::with_capacity(judged.len());
    for (target, found) in judged {
        drafts.extend(
            found
                .into_iter()
                .map(|draft| (Some(target.id.clone()), draft)),
        );
        targets.push(target);
    }
    if targets.is_empty() {
        drafts.push((None, rules::nothing_judged(&run)));
    }
    Report {
        schema: SCHEMA,
        verdict,
        root: snapshot.question.shown_root(),
        runner: runner.map(Runner::name),
        environment: collected.environment.first().map(|named| Environment {
            name: named.value.chars().take(40).collect(),
            source: named.source.clone(),
        }),
        targets,
        findings: drafts.into_iter().map(finding).collect(),
        files_read: snapshot.files_read(),
    }
}

fn finding((target, draft): (Option<String>, Draft)) -> Finding {
    Finding {
        rule: draft.rule.name,
        code: draft.rule.code,
        severity: draft.severity,
        target,
        message: draft.message,
        help: draft.help,
        source: draft.source,
    }
}

/// The databases and servers of addresses to stay away from.
fn forbidden(protected: &[Protected]) -> Forbidden {
    let mut forbidden = Forbidden::default();
    for protected in protected {
        let (Outcome::Address(address), Some(source)) =
            (&protected.candidate.outcome, protected.candidate.source())
        else {
            continue;
        };
        for reading in &address.readings {
            for database in identity::databases(address.engine, reading) {
                remember(&mut forbidden.databases, &database, source);
            }
            // In a file for another environment, loopback is that machine's.
            if protected.elsewhere && identity::is_loopback(reading) {
                continue;
            }
            for server in identity::servers(address.engine, reading) {
                remember(&mut forbidden.servers, &server, source);
            }
        }
    }
    forbidden
}

fn remember(known: &mut HashMap<String, Source>, identity: &identity::Identity, source: &Source) {
    for text in identity.remembered() {
        known.entry(text).or_insert_with(|| source.clone());
    }
}

/// The databases of app-role slots that are no test databases.
fn app_databases(run: &Run<'_>) -> HashMap<String, Source> {
    let mut found = HashMap::new();
    for candidate in run
        .collected
        .candidates
        .iter()
        .filter(|candidate| candidate.role == Role::App)
    {
        let (Outcome::Address(address), Some(source)) = (&candidate.outcome, candidate.source())
        else {
            continue;
        };
        for reading in &address.readings {
            let subject = Subject {
                run,
                candidate,
                engine: address.engine,
                reading,
                doubtful: false,
            };
            if !rules::is_disposable(&subject) {
                for database in identity::databases(address.engine, reading) {
                    remember(&mut found, &database, source);
                }
            }
        }
    }
    found
}

/// Judges every reading of a slot; the worst is the target.
fn judge_candidate(
    run: &Run<'_>,
    candidate: &Candidate,
    id: String,
    asks: &mut Vec<Ask>,
) -> (Target, Vec<Draft>) {
    let mut general: Vec<Draft> = rules::ON_CANDIDATE
        .iter()
        .filter_map(|rule| rule(candidate))
        .collect();
    let (engine, worst) = match &candidate.outcome {
        Outcome::Address(address) => (
            address.engine,
            worst_reading(run, candidate, address, !general.is_empty(), asks),
        ),
        Outcome::Unreadable(unreadable) => (unreadable.engine, None),
        Outcome::None => (Engine::Unknown, None),
    };
    let reading = worst.as_ref().map(|(reading, _)| (*reading).clone());
    general.extend(worst.map(|(_, drafts)| drafts).unwrap_or_default());
    for draft in &mut general {
        if draft.source.is_none() {
            draft.source = candidate.source().cloned();
        }
        adjust(draft, run.policy);
    }
    let verdict = general
        .iter()
        .map(|draft| draft.severity.verdict())
        .max()
        .unwrap_or(Verdict::Allow);
    (target(id, candidate, engine, reading, verdict), general)
}

fn worst_reading<'a>(
    run: &Run<'_>,
    candidate: &Candidate,
    address: &'a Address,
    spoken: bool,
    asks: &mut Vec<Ask>,
) -> Option<(&'a Reading, Vec<Draft>)> {
    let mut worst: Option<(&Reading, Vec<Draft>, Severity)> = None;
    for reading in &address.readings {
        let drafts = judge_reading(
            &Subject {
                run,
                candidate,
                engine: address.engine,
                reading,
                doubtful: false,
            },
            spoken,
            address,
            asks,
        );
        let severity = drafts
            .iter()
            .map(|draft| draft.severity)
            .max()
            .unwrap_or(Severity::Note);
        if worst.as_ref().is_none_or(|(_, _, known)| severity > *known) {
            worst = Some((reading, drafts, severity));
        }
    }
    worst.map(|(reading, drafts, _)| (reading, drafts))
}

fn judge_reading(
    subject: &Subject<'_>,
    spoken: bool,
    address: &Address,
    asks: &mut Vec<Ask>,
) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = rules::ON_TARGET
        .iter()
        .filter_map(|rule| rule(subject))
        .collect();
    for draft in &mut drafts {
        adjust(draft, subject.run.policy);
    }
    let speaks = spoken
        || drafts
            .iter()
            .any(|draft| draft.severity >= Severity::Unproven);
    if !speaks && !rules::is_disposable(subject) {
        drafts.push(rules::unproven(subject));
    }
    let drafts = live::weigh(subject, drafts, spoken, address, asks);
    lift(subject, drafts)
}

/// An entry of the policy or `NOTPROD_ALLOW` takes findings away, and says so.
fn lift(subject: &Subject<'_>, mut drafts: Vec<Draft>) -> Vec<Draft> {
    if let Some(lift) =
        subject
            .run
            .policy
            .lifts(subject.engine, subject.reading, subject.run.snapshot)
    {
        let (lifted, kept): (Vec<Draft>, Vec<Draft>) = drafts
            .into_iter()
            .partition(|draft| draft.rule.liftable && draft.severity >= Severity::Unproven);
        drafts = kept;
        if !lifted.is_empty() {
            let names: Vec<&str> = lifted.iter().map(|draft| draft.rule.name).collect();
            drafts.push(rules::lifted(&lift, &names));
        }
    }
    drafts
}

/// Policy may change the severity of a rule that allows it.
fn adjust(draft: &mut Draft, policy: &Policy) {
    if draft.rule.adjustable
        && let Some(setting) = policy
            .rules
            .iter()
            .find(|setting| setting.name == draft.rule.name)
    {
        draft.severity = setting.severity;
    }
}

fn is_key_value(target: &Target) -> bool {
    target.engine == Engine::Redis.name()
}

/// An unproven application database beside an allowed test database is a note: what is opened is
/// the test database.
fn weigh_roles(judged: &mut [(Target, Vec<Draft>)]) {
    let tests: Vec<Verdict> = judged
        .iter()
        .filter(|(t, _)| t.role == Role::Test.name() && !is_key_value(t))
        .map(|(t, _)| t.verdict)
        .collect();
    if tests.is_empty() || tests.iter().any(|verdict| *verdict != Verdict::Allow) {
        return;
    }
    for (target, drafts) in judged
        .iter_mut()
        .filter(|(t, _)| t.role == Role::App.name() && t.verdict == Verdict::Unproven)
    {
        for draft in drafts
            .iter_mut()
            .filter(|draft| draft.severity == Severity::Unproven)
        {
            draft.severity = Severity::Note;
            draft.help = Some("the tests have an address of their own; the application's is not judged until it is opened".into());
        }
        let mut beside = Draft::new(
            &rules::APP_BESIDE_TEST,
            format!(
                "`{}` is unproven, beside an allowed test database",
                target.slot
            ),
        );
        beside.source = target.sources.values().next().cloned();
        drafts.insert(0, beside);
    }
}

/// The worst of the test-role targets; where there are none, of the others. An application target
/// beside an allowed test target counts where it is refused.
fn run_verdict(judged: &[(Target, Vec<Draft>)]) -> Verdict {
    let worst = |role: Role| {
        judged
            .iter()
            .filter(|(t, _)| t.role == role.name())
            .map(|(t, _)| t.verdict)
            .max()
    };
    let has_test = judged
        .iter()
        .any(|(t, _)| t.role == Role::Test.name() && !is_key_value(t));
    let app = worst(Role::App).unwrap_or(Verdict::Allow);
    let test = worst(Role::Test).unwrap_or(Verdict::Allow);
    if has_test && app < Verdict::Refuse {
        test
    } else {
        test.max(app)
    }
}

fn target(
    id: String,
    candidate: &Candidate,
    engine: Engine,
    reading: Option<Reading>,
    verdict: Verdict,
) -> Target {
    let reading = reading.unwrap_or_else(|| Reading::at(Location::Memory));
    let socket = match &reading.location {
        Location::Socket { path, .. } => Some(path.clone()),
        _ => None,
    };
    let mut target = Target {
        id,
        slot: candidate.slot.clone(),
        role: candidate.role.name(),
        engine: engine.name(),
        hosts: reading
            .endpoints()
            .iter()
            .map(|endpoint| endpoint.host.clone())
            .collect(),
        ports: reading
            .endpoints()
            .iter()
            .filter_map(|endpoint| endpoint.port)
            .collect(),
        socket,
        database: reading.database,
        schema: reading.schema,
        user: reading.user,
        verdict,
        sources: candidate.sources.clone(),
        overridden: candidate.overridden.clone(),
    };
    if let Some(whole) = target.sources.get("address").cloned() {
        for part in given(&target) {
            target.sources.entry(part).or_insert_with(|| whole.clone());
        }
    }
    target
}

/// The parts that a target has: those that no variable lent come from its address.
fn given(target: &Target) -> impl Iterator<Item = &'static str> + use<> {
    let is_known = target.engine != Engine::Unknown.name();
    [
        ("engine", is_known),
        ("host", !target.hosts.is_empty()),
        ("port", !target.ports.is_empty()),
        ("socket", target.socket.is_some()),
        ("database", target.database.is_some()),
        ("schema", target.schema.is_some()),
        ("user", target.user.is_some()),
    ]
    .into_iter()
    .filter_map(|(part, is_given)| is_given.then_some(part))
}
