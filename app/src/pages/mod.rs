//! The pages. Each loads everything first, works without scripting, and shows nothing to nobody:
//! without a signed-in person it leads to the sign-in.

mod codes;
mod frame;
mod health;
mod identity;
mod insights;
mod messages;
mod notice;
mod objects;
mod order;
mod ownership;
mod problem;
mod refusal;
mod replays;
mod search;
mod sign_in;
mod styleguide;
mod tasks;
mod unmapped;
mod worklist;

pub use codes::CodesPage;
pub use health::HealthPageView;
pub use identity::{DisputePageView, IdentityPageView};
pub use insights::InsightsPageView;
pub use messages::{MessagePageView, MessagesPageView};
pub use notice::NoticePage;
pub use objects::{MergePageView, ObjectPageView};
pub use order::OrderPageView;
pub use ownership::OwnershipPageView;
pub use problem::NotFoundPage;
pub use refusal::refusal;
pub use replays::ReplaysPageView;
pub use search::SearchPage;
pub use sign_in::{SignInPage, SignedOutPage};
pub use styleguide::StyleGuidePage;
pub use tasks::TasksPageView;
pub use unmapped::UnmappedPageView;
pub use worklist::{WorkItemPageView, WorklistPageView};
