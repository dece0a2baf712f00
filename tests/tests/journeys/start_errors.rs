//! A node that cannot start says why, in one sentence that says what to do.

use std::{
	fs,
	net::TcpListener,
	path::Path,
	process::Command,
	time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use bpiiot_testbed::{Node, Process, Spec, binary, free_port, waits::reach};
use tempfile::TempDir;

use crate::world::{key, turn};

/// Runs the node until it ends, which it has to, with an exit code other than 0; returns what it has written.
fn fails(directory: &Path, arguments: &[&str]) -> Result<String> {
	let mut command = Command::new(binary("bpiiot-node")?);
	command.args(arguments);
	let mut process = Process::start("bpiiot-node", command, &directory.join("failing.log"))?;
	let began = Instant::now();
	while began.elapsed() < Duration::from_secs(60) {
		if let Some(status) = process.ended() {
			let output = process.output();
			if status.success() {
				bail!("the node has ended with exit code 0:\n{output}");
			}
			if status.code().is_none() || output.contains("panicked") {
				bail!("the node has crashed ({status}):\n{output}");
			}
			return Ok(output);
		}
		std::thread::sleep(Duration::from_millis(20));
	}
	bail!("the node has started, but should not have:\n{}", process.tail())
}

/// The one line in which the node says what is wrong; it must hold all `words`.
fn sentence(output: &str, words: &[&str]) -> Result<String> {
	let lines: Vec<&str> = output.lines().filter(|line| line.starts_with("bpiiot-node: ")).collect();
	let [line] = lines[..] else { bail!("{} lines say what is wrong, not one:\n{output}", lines.len()) };
	match words.iter().find(|word| !line.contains(**word)) {
		None => Ok(line.into()),
		Some(word) => bail!("no {word:?} in: {line}"),
	}
}

#[tokio::test]
async fn each_way_not_to_start_is_one_sentence_that_says_what_to_do() -> Result<()> {
	let _turn = turn().await;
	let directory = TempDir::new()?;
	let path = directory.path();
	let base = path.join("base");
	let base = base.to_str().context("the directory's name is not UTF-8")?;

	// A bad flag, and flags with bad values.
	for (arguments, words) in [
		(vec!["--dev", "--no-such-flag"], vec!["--no-such-flag"]),
		(vec!["--dev", "--mine", "--mining-threads", "some"], vec!["--mining-threads", "some"]),
		(vec!["--dev", "--mine", "--reward-account", "nobody"], vec!["--reward-account", "nobody"]),
		(vec!["--dev", "--mining-threads", "1"], vec!["--mine"]),
		(vec!["--dev", "--rpc-port", "99999"], vec!["--rpc-port", "99999"]),
	] {
		sentence(&fails(path, &arguments)?, &[words, vec!["--help"]].concat())?;
	}

	// A miner without threads and without a port for others.
	let idle = ["--dev", "--base-path", base, "--mine", "--mining-threads", "0"];
	sentence(&fails(path, &idle)?, &["--mining-threads 0", "--mining-rpc-port"])?;

	// A sync that skips states.
	sentence(&fails(path, &["--dev", "--base-path", base, "--sync", "warp"])?, &["in full", "--sync"])?;

	// Busy ports.
	for flag in ["--rpc-port", "--port", "--prometheus-port"] {
		// All interfaces, since the node takes some of its ports there.
		let taken = TcpListener::bind(("0.0.0.0", 0))?;
		let port = taken.local_addr()?.port().to_string();
		let mut arguments = vec!["--dev".to_string(), "--base-path".into(), base.into()];
		for other in ["--rpc-port", "--port", "--prometheus-port"] {
			let port = if other == flag { port.clone() } else { free_port()?.to_string() };
			arguments.extend([other.to_string(), port]);
		}
		let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
		sentence(&fails(path, &arguments)?, &[&port, flag, "in use"])?;
	}

	// A chain spec that is missing, cut in half, or no JSON.
	sentence(&fails(path, &["--chain", "/nonexistent/spec.json"])?, &["/nonexistent/spec.json", "--chain"])?;
	let Spec::Chain(whole) = Spec::customised(path, 30, &[])? else { bail!("a customised spec is a file") };
	let text = fs::read(&whole)?;
	let half = path.join("half.json");
	fs::write(&half, &text[..text.len() / 2])?;
	let half = half.to_str().context("the directory's name is not UTF-8")?;
	sentence(&fails(path, &["--chain", half, "--base-path", base])?, &[half, "again"])?;
	fs::write(half, "{}")?;
	sentence(&fails(path, &["--chain", half, "--base-path", base])?, &[half])?;
	Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_of_another_chain_or_of_a_running_node_is_left_alone() -> Result<()> {
	let _turn = turn().await;
	let directory = TempDir::new()?;
	let path = directory.path();
	let spec = Spec::customised(path, 30, &[])?;
	let Spec::Chain(file) = &spec else { bail!("a customised spec is a file") };
	let mut node = Node::new("first", spec.clone())?.mining_for(key("Ferdie").account());
	let chain = node.run(1).await?;
	reach(&chain, 2).await?;
	let base = node.base_path().to_str().context("the directory's name is not UTF-8")?.to_string();
	let ports = [free_port()?.to_string(), free_port()?.to_string(), free_port()?.to_string()];
	let start = |chain: &str| {
		let (rpc, p2p, prometheus) = (&ports[0], &ports[1], &ports[2]);
		let arguments =
			["--chain", chain, "--base-path", &base, "--rpc-port", rpc, "--port", p2p, "--prometheus-port", prometheus];
		fails(path, &arguments)
	};

	// While the first node runs.
	let file = file.to_str().context("the directory's name is not UTF-8")?.to_string();
	sentence(&start(&file)?, &["in use", "--base-path"])?;
	node.process()?.ensure_running()?;

	// The same directory with another genesis: the spec has the same id, so it is the same database.
	node.stop();
	let other = TempDir::new()?;
	let Spec::Chain(foreign) = Spec::customised(other.path(), 31, &[])? else { bail!("a customised spec is a file") };
	let foreign = foreign.to_str().context("the directory's name is not UTF-8")?;
	sentence(&start(foreign)?, &["another chain", "--base-path", &base])?;

	// The database is as it was: its own chain goes on.
	let genesis = chain.genesis();
	let chain = node.run(1).await?;
	assert_eq!(chain.genesis(), genesis);
	let best = chain.best().await?;
	assert!(best.number >= 2, "blocks were lost");
	reach(&chain, best.number + 1).await?;
	Ok(())
}
