//! Objects as an operator looks at them, in words.

use app::model::{DisputeStep, LinkLine, MergePage, MergePair, NameLine, ObjectHit, ObjectPage};

use super::{
    clock::Clock,
    identity::{lower, number, order_number, said, side, title},
    milestones::utc,
    names,
};
use crate::{
    domain::{
        event::Relation,
        fold_input::{NameConflict, ReceivedEvent},
    },
    store::{GivenLink, GivenName, NameKey, ObjectFile, Side, dispute_name},
};

/// One object, and what is known around it.
pub struct Object<'a> {
    /// The object.
    pub file: &'a ObjectFile,
    /// Why each link cannot be taken back, by its name; a link that is not here can be.
    pub not: &'a [(String, &'static str)],
    /// From when to when its names mean it, of those that are used again.
    pub periods: &'a [(NameKey, (i64, i64))],
    /// What was said of everything around it.
    pub events: &'a [ReceivedEvent],
    /// What is in dispute around it.
    pub conflicts: &'a [NameConflict],
}

/// The page of one.
pub fn object(object: &Object<'_>, did: Option<&str>, clock: &Clock) -> ObjectPage {
    let file = object.file;
    let id = file.side.id;
    let (above, below): (Vec<_>, Vec<_>) = grouped(&file.links).into_iter().partition(|group| group.0.link.child == id);
    let lines = |groups: Vec<Group<'_>>| groups.into_iter().map(|group| line(object, &group)).collect();
    let disputes = object.conflicts.iter().filter(|one| one.claimant == id || one.holder == id);
    ObjectPage {
        id: id.to_string(),
        name: title(&file.side),
        seen: file.print(),
        did: did.and_then(done).map(str::to_owned),
        names: file.names.iter().map(|name| name_line(name, object, clock)).collect(),
        above: lines(above),
        below: lines(below),
        more: file.more,
        orders: file.side.orders.iter().map(order_number).collect(),
        disputes: disputes.map(|one| (dispute_name(one), number(&one.reference))).collect(),
        said: said(id, object.events, clock),
    }
}

/// What was done, by its word in the address.
fn done(word: &str) -> Option<&'static str> {
    Some(match word {
        "merge" => "They are one now.",
        "unlink" => "The link is taken back.",
        "waits" => "It is accepted and is done in a moment.",
        _ => return None,
    })
}

/// A link with everybody who said so.
type Group<'a> = (&'a GivenLink, Vec<&'a GivenLink>);

fn grouped(links: &[GivenLink]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for link in links {
        match groups.iter_mut().find(|(first, _)| first.name() == link.name()) {
            Some((_, all)) => all.push(link),
            None => groups.push((link, vec![link])),
        }
    }
    groups
}

fn line(object: &Object<'_>, (first, all): &Group<'_>) -> LinkLine {
    let says = |one: &&GivenLink| format!("{}, message {}", source(one), one.event.message);
    let lines = first.link.lines.iter().map(|line| format!("line {}: {}", line.line, names::line_quantity(line)));
    let name = first.name();
    LinkLine {
        how: how(first.link.relation, first.link.from == object.file.side.id).to_owned(),
        other: (first.other.id.to_string(), lower(&title(&first.other))),
        lines: lines.collect::<Vec<_>>().join(", "),
        by: all.iter().map(says).collect::<Vec<_>>().join("; "),
        not: object.not.iter().find(|(link, _)| *link == name).map(|(_, why)| (*why).to_owned()),
        id: name,
    }
}

fn source(link: &GivenLink) -> String {
    names::source(&link.link.source)
}

/// What an object does with another; `makes`: it is the one that makes the link.
fn how(relation: Relation, makes: bool) -> &'static str {
    match (relation, makes) {
        (Relation::Carries, true) => "carries",
        (Relation::Carries, false) => "is carried by",
        (Relation::Contains, true) => "contains",
        (Relation::Contains, false) => "is in",
        (Relation::Returns, true) => "returns",
        (Relation::Returns, false) => "is returned by",
        (Relation::Pays, true) => "bills",
        (Relation::Pays, false) => "is billed by",
        (Relation::About, true) => "is about",
        (Relation::About, false) => "is the subject of",
    }
}

fn name_line(name: &GivenName, object: &Object<'_>, clock: &Clock) -> NameLine {
    let key = NameKey::new(object.file.side.of, &name.reference);
    let period = object.periods.iter().find(|(known, _)| *known == key).map(|(_, period)| *period);
    let day = |at: i64| clock.day(clock.at_micros(at).date());
    let means = match period {
        Some((from, to)) => format!("{} to {}, by what was heard so far", day(from), day(to)),
        None if name.reference.kind.is_shared() => "and others that bear it".to_owned(),
        None => "for good".to_owned(),
    };
    let by = names::source(&name.source);
    NameLine {
        kind: names::kind(name.reference.kind).to_owned(),
        value: name.reference.value.clone(),
        scope: names::scope(&name.reference.scope),
        by,
        since: (name.since != 0).then(|| clock.table(utc(name.since), None)),
        means,
    }
}

/// What bears a number.
pub fn hits(found: &[Side]) -> Vec<ObjectHit> {
    let hit = |one: &Side| ObjectHit {
        id: one.id.to_string(),
        name: title(one),
        names: one.names.iter().map(|name| names::of(&number(name), &name.scope)).collect(),
        orders: one.orders.iter().map(order_number).collect(),
    };
    found.iter().map(hit).collect()
}

/// Two that may be one, the one that was looked at first.
pub struct Pair<'a> {
    /// Both.
    pub sides: [&'a Side; 2],
    /// Stands for what is shown.
    pub seen: String,
    /// What was said of everything around them.
    pub events: &'a [ReceivedEvent],
    /// Whether they may be merged, or why not.
    pub merge: Result<(), String>,
}

/// The step before a merge.
pub fn merging(one: &Side, q: &str, found: &[Side], pair: Option<Pair<'_>>, clock: &Clock) -> MergePage {
    MergePage {
        id: one.id.to_string(),
        name: lower(&title(one)),
        q: q.to_owned(),
        found: hits(found),
        pair: pair.map(|pair| both(pair, clock)),
    }
}

fn both(pair: Pair<'_>, clock: &Clock) -> MergePair {
    let [one, other] = pair.sides;
    let (this, that) = (title(one), title(other));
    let step = || DisputeStep {
        does: format!(
            "Names, links and all that was said move to the one that stays; every order that is touched is worked out anew. \
             {this} and {} become one, and that is not undone by a click.",
            lower(&that)
        ),
        choices: vec![("this".to_owned(), this.clone()), ("other".to_owned(), that.clone())],
    };
    MergePair {
        other: other.id.to_string(),
        seen: pair.seen,
        sides: pair.sides.map(|one| side(one, false, pair.events, clock)).into(),
        step: pair.merge.is_ok().then(step),
        not: pair.merge.err().unwrap_or_default(),
    }
}
