//! Names lead to objects (DOMAIN, "References"). An event is put where its names lead; names that are new are learned;
//! links join objects. A message that would make one name mean two things changes nothing and says so.

use std::collections::BTreeSet;

use super::world::World;
use crate::{
    domain::{
        event::{Body, Event, Relation},
        id::{EventId, ObjectId, SourceId},
        reference::{ObjectKind, RefKind, Reference},
    },
    store::{NameKey, Refused},
};

/// Every name whose meaning must be known to resolve an event.
pub fn names_of(event: &Event) -> Vec<NameKey> {
    let mut keys = Vec::new();
    let mut add = |of: ObjectKind, reference: &Reference| {
        keys.push(NameKey::new(of, reference));
        if let Some(twin) = twin(of, reference.kind) {
            keys.push(NameKey::new(twin, reference));
        }
    };
    event.refs.iter().for_each(|reference| add(event.of, reference));
    event.links.iter().for_each(|link| add(link.of, &link.reference));
    if let Body::Shipment(shipment) = &event.body {
        let packages = shipment.packages.iter().flatten();
        packages.flat_map(|package| &package.refs).for_each(|reference| add(ObjectKind::Package, reference));
    }
    keys
}

/// A tracking number names a shipment as its master number and a package as its own; when both bear it, the package is
/// in the shipment.
fn twin(of: ObjectKind, kind: RefKind) -> Option<ObjectKind> {
    match (of, kind) {
        (ObjectKind::Shipment, RefKind::Tracking) => Some(ObjectKind::Package),
        (ObjectKind::Package, RefKind::Tracking) => Some(ObjectKind::Shipment),
        _ => None,
    }
}

/// The upper bound of objects that resolving an event can create.
pub fn may_create(event: &Event) -> usize {
    let packages = match &event.body {
        Body::Shipment(shipment) => shipment.packages.as_ref().map_or(0, Vec::len),
        _ => 0,
    };
    1 + event.links.len() + packages
}

/// Puts one event into the world: the object it is about, with names learned and links made.
///
/// # Errors
/// Why it could not be put anywhere. The world may have learned nothing from it then.
pub fn place(
    world: &mut World,
    event: &Event,
    id: EventId,
    source: &SourceId,
    refused: &mut Vec<Refused>,
) -> Result<ObjectId, Refused> {
    let object = find_or_create(world, event.of, &event.refs, source, refused, "/refs")?;
    for (index, link) in event.links.iter().enumerate() {
        let path = format!("/links/{index}");
        match find_or_create(world, link.of, std::slice::from_ref(&link.reference), source, refused, &path) {
            Ok(target) if target == object => {}
            Ok(target) => world.link(object, link.relation, target, link.lines.clone(), source, id),
            Err(problem) => refused.push(problem),
        }
    }
    if let Body::Shipment(shipment) = &event.body {
        for (index, package) in shipment.packages.iter().flatten().enumerate() {
            let path = format!("/packages/{index}");
            if package.refs.is_empty() {
                continue;
            }
            match find_or_create(world, ObjectKind::Package, &package.refs, source, refused, &path) {
                Ok(found) => contain(world, object, found, id, source, refused, &path),
                Err(problem) => refused.push(problem),
            }
        }
    }
    join_twins(world, object, event, id, source, refused);
    Ok(object)
}

/// Puts a package into a shipment, unless it is in another one: a tracking number that is used again, or a mistake.
fn contain(
    world: &mut World,
    shipment: ObjectId,
    package: ObjectId,
    event: EventId,
    source: &SourceId,
    refused: &mut Vec<Refused>,
    path: &str,
) {
    let elsewhere: Vec<_> = world.containers(package).into_iter().filter(|other| *other != shipment).collect();
    if elsewhere.is_empty() {
        world.link(shipment, Relation::Contains, package, Vec::new(), source, event);
    } else {
        refused.push(conflict(path, "the package is in another shipment already"));
    }
}

fn join_twins(
    world: &mut World,
    object: ObjectId,
    event: &Event,
    id: EventId,
    source: &SourceId,
    refused: &mut Vec<Refused>,
) {
    for reference in &event.refs {
        let Some(of) = twin(event.of, reference.kind) else { continue };
        for other in world.named(&NameKey::new(of, reference)) {
            let (shipment, package) = if event.of == ObjectKind::Shipment { (object, other) } else { (other, object) };
            if world.containers(package).is_empty() {
                contain(world, shipment, package, id, source, refused, "/refs");
            }
        }
    }
}

fn find_or_create(
    world: &mut World,
    of: ObjectKind,
    refs: &[Reference],
    source: &SourceId,
    refused: &mut Vec<Refused>,
    path: &str,
) -> Result<ObjectId, Refused> {
    let keys: Vec<_> = refs.iter().filter(|r| of.is_named_by(r.kind)).map(|r| (NameKey::new(of, r), r)).collect();
    if keys.is_empty() {
        return Err(Refused {
            code: "NO_NAME".into(),
            position: path.into(),
            message: format!("none of the references names a {}", of.as_str()),
            remedy: "give a number that names it".into(),
        });
    }
    let object = match meaning(world, &keys, path)? {
        Some(Meaning::One(object)) => object,
        Some(Meaning::Joined(kept, others)) => {
            for other in others {
                world.absorb(other, kept);
            }
            kept
        }
        Some(Meaning::Contradiction(first)) => {
            refused.push(conflict(path, "these numbers name different things already"));
            first
        }
        None => world.create(of).ok_or_else(|| Refused {
            code: "TOO_MANY_OBJECTS".into(),
            position: path.into(),
            message: "the message names more objects than one message may".into(),
            remedy: "split the message".into(),
        })?,
    };
    for (key, reference) in keys {
        // A name that is not shared stays with whom it names already; `name` itself knows one that the object bears.
        let taken = !key.kind.is_shared() && world.named(&key).iter().any(|other| *other != object);
        if !taken {
            world.name(object, key, reference, source);
        }
    }
    Ok(object)
}

/// What several names in one event mean together.
enum Meaning {
    /// One object.
    One(ObjectId),
    /// Objects known by number only turn out to be the first.
    Joined(ObjectId, Vec<ObjectId>),
    /// Different things; the first is what the best name means.
    Contradiction(ObjectId),
}

fn meaning(world: &World, keys: &[(NameKey, &Reference)], path: &str) -> Result<Option<Meaning>, Refused> {
    let own: Vec<_> = keys.iter().filter(|(key, _)| !key.kind.is_shared()).collect();
    let mut found: Vec<ObjectId> = Vec::new();
    for (key, _) in &own {
        found.extend(world.named(key).into_iter().filter(|id| !found.contains(id)).collect::<Vec<_>>());
    }
    // A shared number counts where no number of its own leads anywhere, and only towards what does not contradict those.
    if found.is_empty() {
        let shared = keys.iter().filter(|(key, _)| key.kind.is_shared());
        let candidates: BTreeSet<_> = shared
            .flat_map(|(key, _)| world.named(key))
            .filter(|id| !own.iter().any(|(key, _)| world.contradicts(*id, key)))
            .collect();
        if candidates.len() > 1 && own.is_empty() {
            return Err(Refused {
                code: "AMBIGUOUS_REFERENCE".into(),
                position: path.into(),
                message: format!("the number names {} things", candidates.len()),
                remedy: "send a number that only one of them bears".into(),
            });
        }
        found.extend(candidates.into_iter().take(1));
    }
    let Some(first) = found.first().copied() else { return Ok(None) };
    if found.len() == 1 {
        return Ok(Some(Meaning::One(first)));
    }
    let anchored: Vec<_> = found.iter().copied().filter(|id| !world.is_bare(*id)).collect();
    Ok(Some(match anchored.as_slice() {
        [] => Meaning::Joined(first, found.into_iter().skip(1).collect()),
        [kept] => Meaning::Joined(*kept, found.into_iter().filter(|id| id != kept).collect()),
        _ => Meaning::Contradiction(first),
    }))
}

fn conflict(path: &str, message: &str) -> Refused {
    Refused {
        code: "SOURCE_CONFLICT".into(),
        position: path.into(),
        message: message.into(),
        remedy: "find out which of the two is right; nothing was changed".into(),
    }
}
