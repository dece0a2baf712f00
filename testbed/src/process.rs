//! Child processes that end for sure.

use std::{
	fs::{File, OpenOptions},
	io::{Read, Seek, SeekFrom},
	os::unix::process::CommandExt,
	path::{Path, PathBuf},
	process::{Child, Command, ExitStatus, Stdio},
	sync::{
		OnceLock,
		mpsc::{Sender, channel},
	},
	thread,
	time::{Duration, Instant},
};

use anyhow::{Context, Result, anyhow, bail};
use rustix::process::{Pid, Signal, kill_process, set_parent_process_death_signal};

/// How long a process may take to end by itself after SIGTERM.
const PATIENCE: Duration = Duration::from_secs(30);
/// What is shown of a log when something goes wrong, in bytes.
const TAIL: u64 = 3_000;

/// The program `name` of the same build as the running one, or of the directory that `BPIIOT_BIN_DIR` names.
///
/// # Errors
/// When it has not been built; says how to build it.
pub fn binary(name: &str) -> Result<PathBuf> {
	let directory = match std::env::var_os("BPIIOT_BIN_DIR") {
		Some(directory) => PathBuf::from(directory),
		None => {
			let current = std::env::current_exe().context("the path of the running program is unknown")?;
			let directory = current.parent().unwrap_or(Path::new("/"));
			// Tests run from a directory below the one with the programs.
			match directory.file_name().and_then(|name| name.to_str()) {
				Some("deps" | "examples") => directory.parent().unwrap_or(directory).to_path_buf(),
				_ => directory.to_path_buf(),
			}
		}
	};
	let path = directory.join(name);
	if !path.is_file() {
		bail!("{} is missing; run: cargo build --release --workspace --all-targets", path.display());
	}
	Ok(path)
}

/// A running program. It is killed when this is dropped, and by the system when this process ends.
#[derive(Debug)]
pub struct Process {
	name: String,
	child: Child,
	log: PathBuf,
	/// Where this run begins in the log.
	begin: u64,
}

impl Process {
	/// Starts a program with its output appended to the file `log`.
	///
	/// # Errors
	/// When it cannot be started.
	pub fn start(name: &str, mut command: Command, log: &Path) -> Result<Self> {
		let output = OpenOptions::new().create(true).append(true).open(log);
		let output = output.with_context(|| format!("cannot write the log {}", log.display()))?;
		let begin = output.metadata()?.len();
		command.stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output);
		let child = spawn(command).with_context(|| format!("cannot start {name}"))?;
		Ok(Self { name: name.into(), child, log: log.into(), begin })
	}

	/// Its process number.
	pub fn id(&self) -> u32 {
		self.child.id()
	}

	/// How it has ended; none while it runs.
	pub fn ended(&mut self) -> Option<ExitStatus> {
		self.child.try_wait().ok().flatten()
	}

	/// An error with the last lines of the log when the process has ended.
	///
	/// # Errors
	/// When it has ended.
	pub fn ensure_running(&mut self) -> Result<()> {
		match self.ended() {
			None => Ok(()),
			Some(status) => Err(anyhow!("{} has ended ({status}); its last words:\n{}", self.name, self.tail())),
		}
	}

	/// Asks it to end (SIGTERM) and waits for that; kills it when it does not.
	pub fn stop(&mut self) -> Option<ExitStatus> {
		self.signal(Signal::TERM);
		let began = Instant::now();
		while began.elapsed() < PATIENCE {
			if let Some(status) = self.ended() {
				return Some(status);
			}
			thread::sleep(Duration::from_millis(10));
		}
		self.kill();
		None
	}

	/// Ends it at once (SIGKILL) and waits until it is gone.
	pub fn kill(&mut self) {
		let _ = self.child.kill();
		let _ = self.child.wait();
	}

	fn signal(&mut self, signal: Signal) {
		// A process that has been waited for is gone, and its number may be another's.
		if self.ended().is_none()
			&& let Some(pid) = i32::try_from(self.id()).ok().and_then(Pid::from_raw)
		{
			let _ = kill_process(pid, signal);
		}
	}

	/// What it has written in this run.
	pub fn output(&self) -> String {
		read_from(&self.log, self.begin)
	}

	/// The end of what it has written.
	pub fn tail(&self) -> String {
		let length = std::fs::metadata(&self.log).map_or(0, |meta| meta.len());
		read_from(&self.log, length.saturating_sub(TAIL).max(self.begin))
	}
}

impl Drop for Process {
	fn drop(&mut self) {
		self.kill();
	}
}

fn read_from(log: &Path, begin: u64) -> String {
	let mut bytes = Vec::new();
	if let Ok(mut file) = File::open(log)
		&& file.seek(SeekFrom::Start(begin)).is_ok()
	{
		let _ = file.read_to_end(&mut bytes);
	}
	String::from_utf8_lossy(&bytes).into_owned()
}

type Order = (Command, Sender<std::io::Result<Child>>);

/// Starts a child from a thread that lives as long as this process: the system ends a child together with the *thread* that
/// has started it, and threads of a runtime come and go.
fn spawn(command: Command) -> Result<Child> {
	static SPAWNER: OnceLock<Sender<Order>> = OnceLock::new();
	let spawner = SPAWNER.get_or_init(|| {
		let (orders, taken) = channel::<Order>();
		thread::spawn(move || {
			for (mut command, answer) in taken {
				end_with_parent(&mut command);
				let _ = answer.send(command.spawn());
			}
		});
		orders
	});
	let (answer, answered) = channel();
	let lost = || anyhow!("the thread that starts processes has ended");
	spawner.send((command, answer)).map_err(|_| lost())?;
	Ok(answered.recv().map_err(|_| lost())??)
}

/// The system kills the child when this process ends, also when it is killed itself.
#[allow(unsafe_code, reason = "the only way to run something between fork and exec")]
fn end_with_parent(command: &mut Command) {
	// SAFETY: the closure makes one system call, allocates nothing and takes no lock.
	unsafe {
		command.pre_exec(|| Ok(set_parent_process_death_signal(Some(Signal::KILL))?));
	}
}

#[cfg(test)]
mod tests {
	use std::io::{BufRead, BufReader};

	use super::*;

	const INNER: &str = "BPIIOT_TESTBED_INNER";

	/// Whether a process exists that is more than a corpse.
	fn lives(id: u32) -> bool {
		let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
		stat.rsplit(')').next().is_some_and(|rest| !matches!(rest.trim_start().chars().next(), None | Some('Z' | 'X')))
	}

	fn sleeper(directory: &Path) -> Process {
		let mut command = Command::new("sleep");
		command.arg("1000");
		Process::start("sleep", command, &directory.join("log")).unwrap()
	}

	#[test]
	fn a_child_ends_with_its_value() {
		let directory = tempfile::TempDir::new().unwrap();
		let mut process = sleeper(directory.path());
		let id = process.id();
		assert!(lives(id) && process.ended().is_none());
		drop(process);
		assert!(!lives(id));
		let mut process = sleeper(directory.path());
		assert!(process.stop().is_some_and(|status| !status.success()));
		assert!(process.ensure_running().is_err());
	}

	/// Runs itself as another process, which starts a child and is then killed.
	#[test]
	fn a_child_ends_with_a_parent_that_is_killed() {
		let directory = tempfile::TempDir::new().unwrap();
		if std::env::var_os(INNER).is_some() {
			let child = sleeper(directory.path());
			println!("\nchild {}", child.id());
			thread::sleep(Duration::from_secs(1_000));
		}
		let mut parent = Command::new(std::env::current_exe().unwrap())
			.args(["--exact", "process::tests::a_child_ends_with_a_parent_that_is_killed", "--nocapture"])
			.env(INNER, "1")
			.stdout(Stdio::piped())
			.spawn()
			.unwrap();
		let mut lines = BufReader::new(parent.stdout.take().unwrap()).lines();
		let id = lines.find_map(|line| line.unwrap().strip_prefix("child ")?.parse().ok()).unwrap();
		assert!(lives(id));
		parent.kill().unwrap();
		parent.wait().unwrap();
		let began = Instant::now();
		while lives(id) && began.elapsed() < PATIENCE {
			thread::sleep(Duration::from_millis(10));
		}
		assert!(!lives(id), "process {id} has outlived its parent");
	}

	#[test]
	fn a_program_that_was_not_built_is_named_with_what_to_do() {
		let error = binary("bpiiot-nothing").unwrap_err().to_string();
		assert!(error.contains("bpiiot-nothing is missing; run: cargo build"), "{error}");
	}
}
