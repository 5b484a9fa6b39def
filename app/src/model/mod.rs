//! What pages show, and nothing else.
//!
//! The server formats dates, durations and quantities before it fills these types, so that no
//! date or number formatting is ever shipped to a browser. Positions are percentages.

mod codes;
mod health;
mod identity;
mod insights;
mod lanes;
mod look;
mod messages;
mod milestones;
mod objects;
mod order;
mod outbound;
mod ownership;
mod refusal;
mod replays;
mod search;
mod status;
mod tasks;
mod todo;
mod visitor;
mod widget;
mod worklist;

pub use codes::CodePage;
pub use health::{AuditEnd, HealthPage, SourceHealthRow, Totals};
pub use identity::{DisputePage, DisputeRow, DisputeSide, IdentityPage, Step as DisputeStep};
pub use insights::{Chart, Dot as FigureDot, Dots, Figure, FigureRow, FigureTable, InsightsPage, Lines, Step, Tile};
pub use lanes::{Anchor, Bar, BarKind, Day, Dot, Flag, Label, Lane, Lanes, Span, percent};
pub use look::{Density, Look, Theme};
pub use messages::{MessageLine, MessagePage, MessageRefusal, MessagesPage, UnmappedLine, UnmappedPage};
pub use milestones::{
    Callout, CalloutKind, Knows, Mark, Milestone, RawCode, Saying, Scan, Shipment, Spoken, Stage, Stop, Verdict,
};
pub use objects::{LinkLine, MergePage, MergePair, NameLine, ObjectHit, ObjectPage};
pub use order::{
    Advice, CarrierPage, Channel, CustomerLink, Destination, Fact, Freshness, History, Line, OrderPage, Package,
    Picture, Proof, ProofState, RefGroup, RefValue, Sentence, SourceAge, Told, Who,
};
pub use outbound::{Outbound, Waiting};
pub use ownership::{OwnershipGroup, OwnershipPage, OwnershipRow, WhoIsWho};
pub use refusal::Refusal;
pub use replays::{ReplayRow, ReplaysPage};
pub use search::{
    Asked, Example, FilterChoice, Filters, Hit, HitGroup, Parked, Reading, Recent, SearchResult, Suggestions,
};
pub use status::{Icon, Status, Tone, When};
pub use tasks::{TaskRow, TasksPage};
pub use todo::{Ask, Evidence, NotReceived, OpenTask, Redeliver, Todo};
pub use visitor::{DemoPerson, Detail, OpenWork, Provider, Role, SignInOptions, SignedOut, Viewer, Why};
pub use widget::{Choice, Framing, Latest, Notice, Widget};
pub use worklist::{
    CauseGroup, CauseLink, FilterForm, FormNotice, KeptView, Pickable, TimeLeft, Tools, WorkItemPage, WorkRow,
    WorkStep, WorklistPage,
};
