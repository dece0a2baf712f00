//! The demo, as `make demo` runs it.

use std::{
	fs,
	os::unix::process::ExitStatusExt,
	path::{Path, PathBuf},
	process::{Child, Command, ExitStatus, Stdio},
};

use anyhow::{Context, Result, bail};
use bpiiot_testbed::{binary, free_port, waits::eventually};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::world::{PATIENCE, turn};

/// A demo and what it prints. Killed with the test, and its children with it.
struct Demo {
	child: Child,
	output: PathBuf,
}

impl Demo {
	fn start(directory: &Path, arguments: &[&str]) -> Result<Self> {
		let output = directory.join("demo.log");
		let file = fs::File::create(&output)?;
		let child = Command::new(binary("bpiiot-demo")?)
			.args(arguments)
			.args(["--rpc-port", &free_port()?.to_string()])
			.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
			.stdin(Stdio::null())
			.stdout(file.try_clone()?)
			.stderr(file)
			.spawn()?;
		Ok(Self { child, output })
	}

	fn text(&self) -> Result<String> {
		Ok(fs::read_to_string(&self.output)?)
	}

	async fn ended(&mut self) -> Result<ExitStatus> {
		eventually("the demo to end", PATIENCE * 4, async || Ok(self.child.try_wait()?)).await
	}
}

impl Drop for Demo {
	fn drop(&mut self) {
		let _ = self.child.kill();
		let _ = self.child.wait();
	}
}

/// The processes whose parent is `parent`.
fn children(parent: u32) -> Result<Vec<u32>> {
	let mut found = Vec::new();
	for entry in fs::read_dir("/proc")? {
		let Some(id) = entry?.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
		// A process that has ended in between has no status any more.
		let Ok(status) = fs::read_to_string(format!("/proc/{id}/status")) else { continue };
		let line = status.lines().find_map(|line| line.strip_prefix("PPid:"));
		if line.and_then(|value| value.trim().parse().ok()) == Some(parent) {
			found.push(id);
		}
	}
	Ok(found)
}

// covers M52, M57, M60, M61
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_demo_ends_with_a_paid_service_and_a_paid_part() -> Result<()> {
	let _turn = turn().await;
	let directory = TempDir::new()?;
	let mut demo = Demo::start(directory.path(), &["--speed", "300"])?;
	let status = demo.ended().await?;
	let text = demo.text()?;
	if !status.success() {
		bail!("the demo ended with {status}:\n{text}");
	}
	for line in [
		"vibration requests service",
		"temperature orders 1 × bearing-6204",
		"confirms the job and pays",
		"Balances (BPI)",
		"counted at the edge",
		"polkadot.js.org/apps",
	] {
		assert!(text.contains(line), "'{line}' is missing:\n{text}");
	}
	let paid = text.lines().filter(|line| line.contains("request ") && line.contains("· Paid ·")).count();
	assert_eq!(paid, 2, "{text}");
	Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ctrl_c_stops_all_that_the_demo_started() -> Result<()> {
	let _turn = turn().await;
	let directory = TempDir::new()?;
	let mut demo = Demo::start(directory.path(), &[])?;
	let id = demo.child.id();
	let started = eventually("node, broker and unit to run", PATIENCE, async || {
		if let Some(status) = demo.child.try_wait()? {
			bail!("the demo ended with {status}:\n{}", demo.text()?);
		}
		let children = children(id)?;
		Ok((children.len() >= 3).then_some(children))
	})
	.await?;
	let pid = Pid::from_raw(i32::try_from(id)?).context("a process number is not zero")?;
	kill_process(pid, Signal::INT)?;
	let status = demo.ended().await?;
	assert_eq!((status.code(), status.signal()), (Some(130), None), "{}", demo.text()?);
	let left: Vec<_> = started.into_iter().filter(|child| Path::new(&format!("/proc/{child}")).exists()).collect();
	assert!(left.is_empty(), "still there: {left:?}");
	Ok(())
}
