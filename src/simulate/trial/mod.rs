//! A trial of the product: it scripts the truth, lets partners tell it badly, and then asks the product what it believes.
//!
//! [`terms`] say how many orders and how badly; [`cases`] are their stories, told by seed and position; [`fault_injection`] disturbs what is
//! said of them and lets partners [`contradictions`], [`post`] how it travels; [`expected`] is what should be answered, worked out from the
//! stories, with numbers to search for; [`ask`] asks over HTTP and [`compare`] says where the two differ. Stories are told again for the comparison, so that memory
//! does not grow with their number.
//!
//! What the product is believed to do is written here a second time on purpose: this room knows neither fold nor resolve nor readers.

pub mod ask;
pub mod cases;
pub mod compare;
mod contradictions;
pub mod expected;
mod fault_injection;
pub mod post;
pub mod report;
pub mod terms;

use std::{pin::pin, time::Duration};

use futures::{Stream, StreamExt as _, stream};
use jiff::{SignedDuration, Timestamp};

use self::{
    ask::{AskError, Asker},
    cases::{Case, cases},
    compare::{compare, heard},
    expected::Expected,
    post::{Letter, letters},
    report::{Verdict, seconds},
    terms::Terms,
};
use super::{
    SendError, Target,
    partners::{Message, Office, erp},
    send::AT_ONCE,
};

/// How many cases are told side by side: their messages are in memory together.
const SIDE_BY_SIDE: usize = 400;
/// How many orders are asked for at a time.
const QUESTIONS: usize = 8;
/// How many rounds of tries a message has: enough for an hour, where the product asks to wait five seconds each time.
const ROUNDS: u32 = 72;
/// The product counts its backlog anew after this long.
const FRESH: Duration = Duration::from_millis(2_200);
/// How long the backlog may stand still before the trial is given up.
const STANDSTILL: u32 = 120;

/// Why a trial could not be ended.
#[derive(Debug, thiserror::Error)]
pub enum TrialError {
    #[error(transparent)]
    Send(#[from] SendError),
    #[error(transparent)]
    Ask(#[from] AskError),
    #[error("{0} messages wait, and none was applied for a long time")]
    Standstill(u64),
}

/// What happens meanwhile, for whoever watches.
#[derive(Debug, Clone, Copy)]
pub enum Progress {
    /// So many orders have been told of, with so many messages.
    Told { orders: usize, messages: usize },
    /// So many messages wait to be applied.
    Waiting(u64),
    /// So many orders have been asked for.
    Asked(usize),
}

/// Messages a second; `None`: as fast as they are taken.
pub type Rate = Option<u32>;

/// Tells everything, waits until it is applied, and compares. `clock` tells the time of signatures and of questions.
///
/// # Errors
/// The product cannot be reached, refuses a message or a question, or stops applying.
pub async fn run(
    terms: &Terms,
    (target, asker, rate): (&Target, &Asker, Rate),
    clock: impl Fn() -> Timestamp,
    watch: impl Fn(Progress),
) -> Result<Verdict, TrialError> {
    let mut verdict = Verdict { seed: terms.seed, at: terms.at, ..Verdict::default() };
    let begun = clock();
    tell(terms, target, rate, &clock, (&watch, &mut verdict)).await?;
    let told = clock();
    wait(asker, &watch).await?;
    let applied = clock();
    ask(terms, asker, &clock, (&watch, &mut verdict)).await?;
    verdict.states = asker.states().await;
    verdict.seconds.telling = seconds(told.duration_since(begun));
    verdict.seconds.applying = seconds(applied.duration_since(told));
    verdict.seconds.asking = seconds(clock().duration_since(applied));
    Ok(verdict)
}

async fn tell(
    terms: &Terms,
    target: &Target,
    rate: Rate,
    clock: &impl Fn() -> Timestamp,
    (watch, verdict): (&impl Fn(Progress), &mut Verdict),
) -> Result<(), TrialError> {
    let office = Office { edition: format!("{:x}-{:x}", terms.seed, terms.at.as_second()), ..Office::default() };
    let master = erp::master_data(&office, terms.at - SignedDuration::from_hours(24 * 400));
    target.send(&master, clock()).await?;
    verdict.messages.accepted += 1;
    let mut cases = cases(terms);
    loop {
        let some: Vec<Case> = cases.by_ref().take(SIDE_BY_SIDE).collect();
        if some.is_empty() {
            return Ok(());
        }
        verdict.orders += some.iter().map(Case::orders).sum::<usize>();
        let letters = letters(&office, terms, &some);
        verdict.messages.again += letters.iter().filter(|letter| letter.again).count();
        let post = paced(letters, rate);
        let mut sending = pin!(post.map(|letter| deliver(target, letter.message, clock)).buffer_unordered(AT_ONCE));
        while let Some(tries) = sending.next().await {
            verdict.messages.accepted += 1;
            verdict.messages.retried += usize::from(tries? > 1);
        }
        watch(Progress::Told { orders: verdict.orders, messages: verdict.messages.accepted });
    }
}

/// Letters one after the other, so many a second.
fn paced(letters: Vec<Letter>, rate: Rate) -> impl Stream<Item = Letter> {
    let beat = rate.map(|rate| tokio::time::interval(Duration::from_secs(1) / rate.max(1)));
    stream::unfold((letters.into_iter(), beat), |(mut letters, mut beat)| async move {
        let letter = letters.next()?;
        if let Some(beat) = &mut beat {
            beat.tick().await;
        }
        Some((letter, (letters, beat)))
    })
}

/// Sends a message until it is taken, signed anew each time: a signature is good for minutes only.
async fn deliver(target: &Target, message: Message, clock: &impl Fn() -> Timestamp) -> Result<u32, SendError> {
    let mut tries = 0;
    for _ in 1..ROUNDS {
        match target.send(&message, clock()).await {
            Err(SendError::Busy { .. }) => tries += 1,
            sent => return sent.map(|last| last + tries),
        }
    }
    target.send(&message, clock()).await
}

/// Waits until nothing waits.
async fn wait(asker: &Asker, watch: &impl Fn(Progress)) -> Result<(), TrialError> {
    tokio::time::sleep(FRESH).await;
    let (mut least, mut still) = (u64::MAX, 0);
    loop {
        let waiting = asker.backlog().await?;
        watch(Progress::Waiting(waiting));
        match waiting {
            0 => return Ok(()),
            fewer if fewer < least => (least, still) = (fewer, 0),
            _ if still >= STANDSTILL => return Err(TrialError::Standstill(least)),
            _ => still += 1,
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

async fn ask(
    terms: &Terms,
    asker: &Asker,
    clock: &impl Fn() -> Timestamp,
    (watch, verdict): (&impl Fn(Progress), &mut Verdict),
) -> Result<(), TrialError> {
    let expected = cases(terms).flat_map(|case| case.stories).flat_map(|(until, story)| Expected::of(&story, until));
    let question = |expected: Expected| async move {
        let answer = asker.order(erp::SYSTEM, &expected.order).await?;
        let mut differences = compare(&expected, answer.as_ref(), clock());
        for spoken in &expected.spoken {
            let found = asker.search(&spoken.text).await?;
            differences.extend(heard(&expected.order, spoken, found.as_ref()));
        }
        Ok::<_, AskError>(differences)
    };
    let mut answers = pin!(stream::iter(expected).map(question).buffer_unordered(QUESTIONS));
    while let Some(differences) = answers.next().await {
        verdict.count(differences?);
        if verdict.asked % 1_000 == 0 {
            watch(Progress::Asked(verdict.asked));
        }
    }
    Ok(())
}
