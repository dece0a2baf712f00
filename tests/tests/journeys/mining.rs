//! A node that gives work to miners of other processes, and what it says of its proof of work.

use std::{
	fs,
	path::{Path, PathBuf},
	process::Command,
	time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use bpiiot_client::{
	Chain, MultiAddress, U256, api,
	primitives::BPI,
	subxt::rpcs::{RpcClient, rpc_params},
};
use bpiiot_testbed::{
	Node, Process, Spec, binary, free_port,
	waits::{eventually, reach},
};
use serde_json::Value;
use tempfile::TempDir;

use crate::world::{ENDOWMENT, PATIENCE, key, total_work, turn};

const TOKEN: &str = "a-token-that-is-long-enough";

/// A node without mining threads of its own that gives work to external miners, and where.
struct Employer {
	node: Node,
	url: String,
	directory: TempDir,
}

impl Employer {
	fn new(difficulty: u64, token: Option<&str>) -> Result<Self> {
		let directory = TempDir::new()?;
		let mut node = Node::new("employer", Spec::customised(directory.path(), difficulty, &[])?)?;
		let port = free_port()?;
		let ferdie = key("Ferdie").account().to_string();
		node.arguments = ["--mine", "--mining-threads", "0", "--reward-account", &ferdie].map(String::from).into();
		node.arguments.extend(["--mining-rpc-port".into(), port.to_string()]);
		if let Some(token) = token {
			let file = write(directory.path(), "token", token)?;
			node.arguments.extend(["--mining-rpc-token-file".into(), file.display().to_string()]);
		}
		Ok(Self { node, url: format!("ws://127.0.0.1:{port}"), directory })
	}

	/// Starts a miner on one thread with further arguments.
	fn miner(&self, name: &str, arguments: &[&str]) -> Result<Process> {
		let mut command = Command::new(binary("bpiiot-miner")?);
		command.args(["--node", &self.url, "--threads", "1"]).args(arguments);
		Process::start(name, command, &self.directory.path().join(format!("{name}.log")))
	}
}

fn write(directory: &Path, name: &str, content: &str) -> Result<PathBuf> {
	let file = directory.join(name);
	fs::write(&file, content)?;
	Ok(file)
}

/// Waits until a program ends with an error; what it has written.
async fn fails(mut process: Process) -> Result<String> {
	eventually("a miner to give up", PATIENCE, async || {
		let Some(status) = process.ended() else { return Ok(None) };
		let output = process.output();
		ensure!(status.code() == Some(1) && !output.contains("panicked"), "it ended with {status}:\n{output}");
		Ok(Some(output))
	})
	.await
}

// covers M4, M6
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn external_miners_make_the_blocks_of_a_node_without_threads() -> Result<()> {
	let _turn = turn().await;
	let mut employer = Employer::new(30, Some(TOKEN))?;
	let chain = employer.node.run(1).await?;

	// Who does not know the token gets no work, and is told why; who is wrong about the flags as well.
	let output = fails(employer.miner("stranger", &[])?).await?;
	assert!(output.contains("wants a token: use --token-file"), "{output}");
	let wrong = write(employer.directory.path(), "wrong", "another-token-that-is-long-enough")?;
	let output = fails(employer.miner("thief", &["--token-file", &wrong.display().to_string()])?).await?;
	assert!(output.contains("the token of --token-file is wrong"), "{output}");
	let output = fails(employer.miner("forgetful", &["--token-file", "/no/such/file"])?).await?;
	assert!(output.contains("/no/such/file is not readable"), "{output}");
	assert_eq!(chain.best().await?.number, 0, "nobody has mined");

	// Two miners work side by side; the node's author is paid.
	let token = employer.directory.path().join("token").display().to_string();
	let mut first = employer.miner("first", &["--token-file", &token])?;
	let mut second = employer.miner("second", &["--token-file", &token])?;
	eventually("both miners to have work", PATIENCE, async || {
		Ok((employer.node.metric("bpiiot_pow_external_miners").await? == Some(2.0)).then_some(()))
	})
	.await?;
	let best = reach(&chain, 6).await?;
	let paid = chain.at(&best).await?.balances(&key("Ferdie").account()).await?.free;
	// Of 10 BPI a block a tenth is the treasury's and a twentieth goes into the pot for contributions.
	assert_eq!(paid, ENDOWMENT + u128::from(best.number) * 85 * BPI / 10);
	assert_eq!(employer.node.metric("bpiiot_pow_challenges_total").await?, Some(0.0), "the node has not searched");

	// One miner is gone in the middle of its work, the other goes on; with none left, nothing is mined.
	first.kill();
	reach(&chain, chain.best().await?.number + 4).await?;
	let status = second.stop().context("the miner does not end when it is told to")?;
	let output = second.output();
	assert!(status.success() && output.contains("accepted"), "{status}:\n{output}");
	eventually("the node to see that nobody mines", PATIENCE, async || {
		Ok((employer.node.metric("bpiiot_pow_external_miners").await? == Some(0.0)).then_some(()))
	})
	.await?;
	let last = chain.best().await?;
	tokio::time::sleep(Duration::from_secs(3)).await;
	assert_eq!(chain.best().await?, last);

	// A miner that waits for its node finds it when it comes, and again after it was away.
	employer.node.stop();
	let mut patient = employer.miner("patient", &["--token-file", &token])?;
	eventually("the miner to say that it waits", PATIENCE, async || {
		patient.ensure_running()?;
		Ok(patient.output().contains("cannot be reached").then_some(()))
	})
	.await?;
	let mut height = last.number;
	for _ in 0..2 {
		let chain = employer.node.run(1).await?;
		height = reach(&chain, height + 3).await?.number;
		employer.node.kill();
	}
	patient.ensure_running()?;
	Ok(())
}

#[tokio::test]
async fn a_miner_says_what_is_wrong_with_its_flags() -> Result<()> {
	let directory = TempDir::new()?;
	for (arguments, cause) in [
		(&[][..], "--node"),
		(&["--node", "127.0.0.1:9955"], "must begin with ws://"),
		(&["--node", "ws://127.0.0.1:9955", "--threads", "0"], "--threads"),
		(&["--node", "ws://127.0.0.1:9955", "--treads", "1"], "--treads"),
	] {
		let mut command = Command::new(binary("bpiiot-miner")?);
		command.args(arguments);
		let mut process = Process::start("miner", command, &directory.path().join("log"))?;
		let status = eventually("the miner to give up", PATIENCE, async || Ok(process.ended())).await?;
		let output = process.output();
		assert!(status.code() == Some(2) && output.contains(cause), "{status}:\n{output}");
	}
	Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn templates_follow_the_transactions_of_the_pool() -> Result<()> {
	let _turn = turn().await;
	// Nobody searches, so the parent stays the same.
	let mut employer = Employer::new(30, None)?;
	let chain = employer.node.run(1).await?;
	let miner = RpcClient::from_insecure_url(&employer.url).await?;
	let mut notices = miner.subscribe::<Value>("mining_subscribeTemplate", rpc_params![], "mining_cancel").await?;
	let mut template = async || loop {
		let notice = notices.next().await.context("the node gives no more work")??;
		if notice["template"].is_object() {
			return anyhow::Ok((notice["template"].clone(), Instant::now()));
		}
	};
	let (first, begin) = template().await?;
	let (second, end) = template().await?;
	let idle = end - begin;
	assert_eq!(first["parent"], second["parent"]);
	assert_ne!(first["preHash"], second["preHash"], "a template is built anew for its timestamp");

	let transfer = api::tx().balances().transfer_keep_alive(MultiAddress::Id(key("Dave").account()), BPI);
	let signed = chain.sign_next(&key("Alice"), &transfer).await?;
	chain.send(&signed).await?;
	template().await?;
	let mut shortest = Duration::MAX;
	let mut last = template().await?.1;
	for _ in 0..5 {
		let at = template().await?.1;
		shortest = shortest.min(at - last);
		last = at;
		if shortest < idle {
			return Ok(());
		}
	}
	bail!("a waiting transaction changes nothing: {idle:?} without, {shortest:?} with one")
}

/// Asks a method without parameters.
async fn ask(chain: &Chain, method: &str) -> Result<Value> {
	Ok(chain.raw().request(method, rpc_params![]).await?)
}

// covers M87
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_says_how_its_proof_of_work_does() -> Result<()> {
	let _turn = turn().await;
	let directory = TempDir::new()?;
	let mut node = Node::new("miner", Spec::customised(directory.path(), 30, &[])?)?;
	let chain = node.run(1).await?;
	assert_eq!(ask(&chain, "pow_networkHashRate").await?, Value::Null, "there is no block yet");
	assert_eq!(ask(&chain, "pow_templateAge").await?, Value::Null);
	assert_eq!(ask(&chain, "pow_localHashRate").await?, 0.0);
	assert_eq!(ask(&chain, "pow_verificationTime").await?, Value::Null);
	node.stop();

	let mut node = node.mining_for(key("Ferdie").account());
	let chain = node.run(1).await?;
	reach(&chain, 12).await?;
	let wide = |value: &Value| -> Result<U256> { Ok(serde_json::from_value(value.clone())?) };
	// The chain goes on meanwhile: what belongs to one block is asked until the best one is the same before and after.
	let (best, status) = eventually("a moment without a new block", PATIENCE, async || {
		let before = chain.best().await?;
		let status = ask(&chain, "pow_status").await?;
		Ok((chain.best().await? == before).then_some((before, status)))
	})
	.await?;
	let work = total_work(&chain, &best).await?;
	assert_eq!(wide(&status["totalWork"])?, work, "{status}");
	assert_eq!(wide(&status["difficulty"])?, chain.difficulty(best.hash).await?);
	let total: U256 = chain.raw().request("pow_totalWork", rpc_params![best.hash]).await?;
	assert_eq!(total, work);
	let finalized = chain.finalized().await?.number;
	let lag = status["finalityLag"].as_u64().context("the lag is a number")?;
	assert!(lag <= best.number && lag + finalized >= best.number, "lag {lag}, best {best:?}, finalized {finalized}");
	let rate = &status["networkHashRate"];
	assert_eq!(rate["blocks"], best.number - 1, "all blocks but the first, before which there is no time");
	let first = chain.block(chain.hash_at(1).await?.context("block 1 is missing")?).await?;
	assert_eq!(wide(&rate["work"])?, work - total_work(&chain, &first).await?);
	let per_second = wide(&rate["work"])? * 1_000 / rate["time"].as_u64().context("the time is a number")?;
	assert_eq!(wide(&rate["perSecond"])?, per_second);
	assert!(status["localHashRate"].as_f64().is_some_and(|rate| rate > 0.0), "{status}");
	assert_eq!(status["orphanCount"], 0);
	assert_eq!(status["reorgDepth"], serde_json::json!({ "last": 0, "max": 0 }));
	assert!(status["rejectedSeals"]["too_little_work"] == 0, "{status}");

	// Each figure has a method of its own, and a wrong question an answer that says so.
	for field in status.as_object().context("the status is an object")?.keys() {
		ask(&chain, &format!("pow_{field}")).await.with_context(|| format!("pow_{field}"))?;
	}
	let unknown = chain.raw().request::<Value>("pow_totalWork", rpc_params![bpiiot_client::H256::repeat_byte(7)]).await;
	assert!(unknown.is_err_and(|error| error.to_string().contains("no record of its total work")));
	let window = chain.raw().request::<Value>("pow_networkHashRate", rpc_params![0]).await;
	assert!(window.is_err_and(|error| error.to_string().contains("1 to 1024")));

	// Prometheus says the same, in full as a label.
	eventually("the total work in Prometheus", PATIENCE, async || {
		let work = total_work(&chain, &chain.best().await?).await?;
		let sample = format!("bpiiot_pow_total_work_info{{hex=\"{work:#x}\"");
		Ok(node.metrics().await?.contains(&sample).then_some(()))
	})
	.await?;

	// A node that follows checks the seals, and says how long that takes.
	let mut follower = Node::new("follower", Spec::Chain(directory.path().join("chain-spec.json")))?;
	follower.bootnodes = vec![node.address(&chain).await?];
	let followed = follower.run(1).await?;
	reach(&followed, 12).await?;
	let time = ask(&followed, "pow_verificationTime").await?;
	let (p50, p99) = (time["p50"].as_u64(), time["p99"].as_u64());
	assert!(p50 > Some(0) && p99 >= p50, "{time}");
	println!("verification of a seal: p50 {} µs, p99 {} µs", time["p50"], time["p99"]);
	Ok(())
}

/// The names of metrics in a PromQL expression: every word with one of the prefixes of this node.
fn names(expression: &str) -> Vec<String> {
	let words = expression.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == ':'));
	words.filter(|word| word.starts_with("bpiiot_") || word.starts_with("substrate_")).map(String::from).collect()
}

/// All expressions of the dashboard.
fn expressions(value: &Value, found: &mut Vec<String>) {
	match value {
		Value::Object(fields) => {
			for (name, field) in fields {
				match field {
					Value::String(text) if name == "expr" || name == "query" => found.push(text.clone()),
					_ => expressions(field, found),
				}
			}
		}
		Value::Array(items) => items.iter().for_each(|item| expressions(item, found)),
		_ => {}
	}
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_dashboard_asks_only_for_what_a_node_exports() -> Result<()> {
	let _turn = turn().await;
	let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docker/grafana/dashboards/bpiiot.json");
	let dashboard: Value = serde_json::from_str(&fs::read_to_string(file)?)?;
	let mut found = Vec::new();
	expressions(&dashboard, &mut found);
	let mut wanted: Vec<_> = found.iter().flat_map(|expression| names(expression)).collect();
	wanted.sort();
	wanted.dedup();
	assert!(wanted.len() >= 20, "the dashboard asks for {wanted:?} only");

	// Neither a miner nor a follower may lack one.
	let directory = TempDir::new()?;
	let spec = Spec::customised(directory.path(), 30, &[])?;
	for mining in [false, true] {
		let mut node = Node::new("shown", spec.clone())?;
		if mining {
			node = node.mining_for(key("Ferdie").account());
		}
		let chain = node.run(1).await?;
		if mining {
			reach(&chain, 1).await?;
		}
		for name in &wanted {
			eventually(&format!("the metric {name}"), Duration::from_secs(20), async || node.metric(name).await)
				.await?;
		}
	}
	Ok(())
}
