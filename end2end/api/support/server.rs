//! The real server as a child process on a free port, with a data folder of the test's.

use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
};

use super::http::Client;

/// The server while it runs; killed when dropped.
pub struct Server {
    child: Child,
    /// `127.0.0.1:PORT`
    pub host: String,
}

impl Server {
    /// Starts `waypost serve` and waits for the line that tells its address.
    pub fn start(data: &Path, env: &[(&str, &str)]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_waypost"));
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data);
        Self::from(command, env)
    }

    /// Starts any command that ends in `waypost serve …` (a tracer before it, say).
    pub fn from(mut command: Command, env: &[(&str, &str)]) -> Self {
        let mut child = command
            .envs(env.iter().copied())
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let mut lines = stdout.lines().map_while(Result::ok);
        let host = lines
            .find_map(|line| {
                line.split_once("listening on http://")
                    .map(|(_, rest)| rest.split_whitespace().next().unwrap_or_default().to_owned())
            })
            .expect("the server says where it listens");
        // Read on, or a full pipe would stop the server.
        thread::spawn(move || lines.for_each(drop));
        Self { child, host }
    }

    pub fn client(&self) -> Client {
        Client::connect(&self.host).expect("the server accepts a connection")
    }

    /// The number of its process.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// `kill -9`, at once.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
