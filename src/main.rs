//! The command line.

use std::{io::Write as _, path::PathBuf, process::ExitCode};

use clap::{Args, Parser, Subcommand};
use waypost::{
    boot::{self, Destination, MessageId, MessageState, ReplayState, Selection},
    config::Config,
    connector,
};

/// Where is this order, why is it late, and what do I tell the customer?
#[derive(Parser)]
#[command(name = "waypost", version = boot::version(), about)]
struct Cli {
    /// A TOML file with what differs from the defaults.
    #[arg(long, global = true, env = "WAYPOST_CONFIG")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve pages, API and ingest endpoints, and apply what comes in.
    Serve(Serve),
    /// Check or try connectors.
    #[command(subcommand)]
    Connector(ConnectorCommand),
    /// Look at messages in the inbox: which are parked or in quarantine, and why.
    #[command(subcommand)]
    Message(MessageCommand),
    /// Make or end API tokens.
    #[command(subcommand)]
    Token(TokenCommand),
    /// Take master data from a CSV file: items, sites or parties.
    Import {
        /// `items`, `sites` or `parties`.
        kind: String,
        /// The file; its first line names the columns.
        file: PathBuf,
        #[command(flatten)]
        place: Place,
    },
    /// Tell a running product made-up stories as badly as partners do, then ask it whether it believes the truth.
    Simulate(boot::Trial),
    /// Bring the database's schema up to date and stop.
    Migrate(Place),
    /// Walk the audit's chain of hashes, and say whether it is whole, how many rows it has and what the last hash is.
    Audit {
        /// A last hash of an earlier day: fails when the audit does not have it any more, since rows were cut off then.
        #[arg(long, value_name = "HASH")]
        expect: Option<String>,
        #[command(flatten)]
        place: Place,
    },
    /// Read messages again from the inbox with today's connectors, or look how far that has come.
    Replay(Replay),
    /// Fold every view anew from the events.
    Rebuild {
        /// As of this time (RFC 3339); absent: now.
        #[arg(long)]
        now: Option<boot::Timestamp>,
        #[command(flatten)]
        place: Place,
    },
    /// Look at what other systems are to be told.
    #[command(subcommand)]
    Outbox(OutboxCommand),
    /// Copy the store and its documents into a new folder, also while a server runs.
    Backup {
        /// The folder; it must not exist.
        dir: PathBuf,
        #[command(flatten)]
        place: Place,
    },
    /// Bring a backup into a data folder that holds no store.
    Restore {
        /// The folder of the backup.
        dir: PathBuf,
        #[command(flatten)]
        place: Place,
    },
}

#[derive(Args)]
struct Place {
    /// The data folder.
    #[arg(long)]
    data: Option<PathBuf>,
}

#[derive(Args)]
struct Serve {
    /// With a demo world: made-up partners that send signed messages, and people to sign in as.
    #[arg(long)]
    demo: bool,
    /// Address and port; port 0 takes a free one.
    #[arg(long)]
    listen: Option<std::net::SocketAddr>,
    /// The data folder.
    #[arg(long)]
    data: Option<PathBuf>,
}

#[derive(Subcommand)]
enum ConnectorCommand {
    /// Compile every connector and run its samples.
    Check,
    /// Show what a message would become.
    Try {
        /// The connector.
        name: String,
        /// A file with the body of the message.
        file: PathBuf,
        /// As JSON: `{"events": […], "refused": […]}`.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Subcommand)]
enum MessageCommand {
    /// The newest ones.
    List {
        /// Only `received`, `applied`, `parked`, `quarantined` or `ignored` ones.
        #[arg(long, value_parser = state)]
        state: Option<MessageState>,
        /// How many at most.
        #[arg(long, default_value_t = 50)]
        limit: usize,
        #[command(flatten)]
        place: Place,
    },
    /// One of them: where it stands, what was refused, and how to mend that.
    Show {
        /// Its number.
        id: i64,
        /// Its bytes too.
        #[arg(long)]
        body: bool,
        #[command(flatten)]
        place: Place,
    },
}

fn state(word: &str) -> Result<MessageState, String> {
    MessageState::parse(word).ok_or_else(|| {
        format!("one of {}", MessageState::ALL.iter().map(|state| state.as_str()).collect::<Vec<_>>().join(", "))
    })
}

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
struct Replay {
    #[command(subcommand)]
    command: Option<ReplayCommand>,
    #[command(flatten)]
    which: Which,
}

/// Which messages: every part that is given must fit.
#[derive(Args)]
struct Which {
    /// A message, by its number; several times for several.
    #[arg(long)]
    message: Vec<i64>,
    /// Of this connector.
    #[arg(long)]
    connector: Option<String>,
    /// In this state.
    #[arg(long, value_parser = state)]
    state: Option<MessageState>,
    /// Refused with this code.
    #[arg(long)]
    code: Option<String>,
    /// Received from then on (RFC 3339).
    #[arg(long)]
    from: Option<boot::Timestamp>,
    /// Received before then (RFC 3339).
    #[arg(long)]
    to: Option<boot::Timestamp>,
    /// All messages.
    #[arg(long)]
    all: bool,
    /// Only tell what it would change.
    #[arg(long)]
    dry_run: bool,
    /// Do not wait for its end.
    #[arg(long)]
    detach: bool,
    #[command(flatten)]
    place: Place,
}

#[derive(Subcommand)]
enum ReplayCommand {
    /// How far replays have come; one with its report when its number is given.
    Status {
        /// Its number.
        id: Option<i64>,
        #[command(flatten)]
        place: Place,
    },
    /// Hold one for now.
    Pause {
        /// Its number.
        id: i64,
        #[command(flatten)]
        place: Place,
    },
    /// Go on with a paused one.
    Resume {
        /// Its number.
        id: i64,
        #[command(flatten)]
        place: Place,
    },
    /// End one; what it has written stays.
    Stop {
        /// Its number.
        id: i64,
        #[command(flatten)]
        place: Place,
    },
}

#[derive(Subcommand)]
enum OutboxCommand {
    /// Counts, and the newest effects.
    List {
        /// Only of this destination: `erp`, `tms`, `crm`.
        #[arg(long, value_parser = destination)]
        destination: Option<Destination>,
        /// How many at most of each.
        #[arg(long, default_value_t = 20)]
        limit: usize,
        #[command(flatten)]
        place: Place,
    },
}

fn destination(word: &str) -> Result<Destination, String> {
    Destination::parse(word).ok_or_else(|| {
        format!("one of {}", Destination::ALL.iter().map(|word| word.as_str()).collect::<Vec<_>>().join(", "))
    })
}

#[derive(Subcommand)]
enum TokenCommand {
    /// Make a token; it is printed once and kept as a hash only.
    Create {
        /// What it is called in the audit.
        name: String,
        /// What it may do: `orders:read`, `events:write`, `metrics:read`, `outbox:read`, `replay:write`,
        /// `graph:write`, `master:write`, `embed:issue`.
        #[arg(long, required = true)]
        scope: Vec<String>,
        /// A sales organisation it sees; none: all.
        #[arg(long)]
        organisation: Vec<String>,
        /// Days after which it ends; none: never.
        #[arg(long)]
        days: Option<u32>,
        #[command(flatten)]
        place: Place,
    },
    /// End a token.
    Revoke {
        /// Its name.
        name: String,
        #[command(flatten)]
        place: Place,
    },
}

fn main() -> ExitCode {
    boot::keep_private();
    let cli = Cli::parse();
    let config = match Config::load(cli.config.as_deref()) {
        Ok(config) => config,
        Err(error) => {
            return match cli.command {
                Command::Serve(serve) => fail(&boot::every_fault(error, |config| with_options(config, serve))),
                _ => fail(&error),
            };
        }
    };
    let done = match cli.command {
        Command::Connector(command) => return connectors(&config, command),
        Command::Simulate(asked) => return simulate(config, asked),
        Command::Serve(serve) => run(boot::serve(with_options(config, serve))),
        Command::Migrate(place) => run(boot::migrate(at(config, place))),
        Command::Import { kind, file, place } => run(boot::import(at(config, place), kind, file)),
        Command::Audit { expect, place } => run(boot::verify_audit(at(config, place), expect)),
        Command::Replay(asked) => replay(config, asked),
        Command::Rebuild { now, place } => run(boot::rebuild_views(at(config, place), now)),
        Command::Outbox(OutboxCommand::List { destination, limit, place }) => {
            run(boot::list_outbox(at(config, place), destination, limit))
        }
        Command::Backup { dir, place } => run(boot::backup(at(config, place), dir)),
        Command::Restore { dir, place } => run(boot::restore(at(config, place), dir)),
        Command::Message(MessageCommand::List { state, limit, place }) => {
            run(boot::list_messages(at(config, place), state, limit))
        }
        Command::Message(MessageCommand::Show { id, body, place }) => {
            run(boot::show_message(at(config, place), MessageId(id), body))
        }
        Command::Token(TokenCommand::Create { name, scope, organisation, days, place }) => run(boot::create_token(
            at(config, place),
            boot::TokenRequest { name, scopes: scope, organisations: organisation, days },
        )),
        Command::Token(TokenCommand::Revoke { name, place }) => run(boot::revoke_token(at(config, place), name)),
    };
    match done {
        Ok(()) | Err(boot::BootError::ReaderLeft) => ExitCode::SUCCESS,
        Err(error) => fail(&error),
    }
}

fn replay(config: Config, asked: Replay) -> Result<(), boot::BootError> {
    let which = asked.which;
    match asked.command {
        Some(ReplayCommand::Status { id, place }) => run(boot::replay_status(at(config, place), id)),
        Some(ReplayCommand::Pause { id, place }) => run(boot::steer_replay(at(config, place), id, ReplayState::Paused)),
        Some(ReplayCommand::Resume { id, place }) => {
            run(boot::steer_replay(at(config, place), id, ReplayState::Running))
        }
        Some(ReplayCommand::Stop { id, place }) => run(boot::steer_replay(at(config, place), id, ReplayState::Stopped)),
        None => {
            let micros = |time: Option<boot::Timestamp>| time.map(boot::Timestamp::as_microsecond);
            let selection = Selection {
                connector: which.connector,
                state: which.state.map(|state| state.as_str().to_owned()),
                code: which.code,
                from: micros(which.from),
                to: micros(which.to),
                messages: which.message.into_iter().map(MessageId).collect(),
            };
            if selection == Selection::default() && !which.all {
                let why = "say which messages: --message, --connector, --state, --code, --from, --to, or --all";
                return Err(boot::BootError::Other(why.to_owned()));
            }
            if selection != Selection::default() && which.all {
                let why = "--all stands alone: leave it out, or what selects a part";
                return Err(boot::BootError::Other(why.to_owned()));
            }
            run(boot::replay(at(config, which.place), selection, which.dry_run, !which.detach))
        }
    }
}

fn connectors(config: &Config, command: ConnectorCommand) -> ExitCode {
    let (mut out, dir) = (boot::Unread(std::io::stdout().lock()), &config.connectors.dir);
    let code = match command {
        ConnectorCommand::Check => match boot::ownership(config) {
            Ok(ownership) => connector::cli::check(dir, &ownership, &mut out).map(|well| u8::from(!well)),
            Err(error) => return fail(&error),
        },
        ConnectorCommand::Try { name, file, json } => connector::cli::try_file(dir, &name, &file, json, &mut out),
    };
    match code {
        Ok(code) => ExitCode::from(code),
        Err(error) => fail(&boot::BootError::Output(error)),
    }
}

/// 0: every difference is explained; 1: one is not; 2: the trial could not be ended.
fn simulate(config: Config, asked: boot::Trial) -> ExitCode {
    match run(boot::simulate(config, asked)) {
        Ok(well) => ExitCode::from(u8::from(!well)),
        Err(error) => {
            fail(&error);
            ExitCode::from(2)
        }
    }
}

fn with_options(config: Config, serve: Serve) -> Config {
    let mut config = at(config, Place { data: serve.data });
    config.demo.enabled |= serve.demo;
    if let Some(listen) = serve.listen {
        config.server.listen = listen;
    }
    config
}

fn at(mut config: Config, place: Place) -> Config {
    if let Some(data) = place.data {
        config.data.dir = data;
    }
    config
}

fn run<T>(work: impl Future<Output = Result<T, boot::BootError>>) -> Result<T, boot::BootError> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(boot::BootError::Runtime)?.block_on(work)
}

fn fail(error: &dyn std::error::Error) -> ExitCode {
    let mut text = format!("waypost: {error}\n");
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&format!("  because: {error}\n"));
        cause = error.source();
    }
    // Nobody may be left to read it; the exit code says it too.
    let _ = std::io::stderr().write_all(text.as_bytes());
    ExitCode::FAILURE
}
