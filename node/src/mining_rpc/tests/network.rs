//! Miners on real connections, and the command line.

use clap::Parser;
use jsonrpsee_core::{
	client::{ClientT, Error as ClientError, Subscription, SubscriptionClientT},
	params::ArrayParams,
	rpc_params,
};
use jsonrpsee_ws_client::{HeaderMap, HeaderValue, WsClient, WsClientBuilder};

use super::*;
use crate::cli::{Cli, MiningParams};

/// The mining RPC of a rig on a port of its own.
struct Served {
	url: String,
	task: JoinHandle<()>,
	_folder: tempfile::TempDir,
}

impl Drop for Served {
	fn drop(&mut self) {
		self.task.abort();
	}
}

const TOKEN: &str = "open-sesame-open-sesame";

fn params(arguments: &[&str]) -> Result<MiningParams, clap::Error> {
	Cli::try_parse_from([&["bpiiot-node", "--mine"], arguments].concat()).map(|cli| cli.mining)
}

async fn serve(rig: &Rig, token: Option<&str>) -> Served {
	let folder = tempfile::tempdir().unwrap();
	let file = folder.path().join("token");
	let mut arguments = vec!["--mining-rpc-port", "0"];
	if let Some(token) = token {
		std::fs::write(&file, format!("{token}\n")).unwrap();
		arguments.extend(["--mining-rpc-token-file", file.to_str().unwrap()]);
	}
	let listener = Listener::open(&params(&arguments).unwrap()).await.unwrap().unwrap();
	let url = format!("ws://{}", listener.address().unwrap());
	Served { url, task: tokio::spawn(listener.serve(rig.handle.clone())), _folder: folder }
}

async fn call(url: &str, headers: &[(&'static str, &str)]) -> Result<WsClient, ClientError> {
	let headers: HeaderMap =
		headers.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_str(value).unwrap())).collect();
	WsClientBuilder::new().set_headers(headers).build(url).await
}

async fn subscribe(client: &WsClient) -> Result<Subscription<Notice>, ClientError> {
	client.subscribe("mining_subscribeTemplate", ArrayParams::new(), "mining_cancel").await
}

fn code<T: std::fmt::Debug>(result: Result<T, ClientError>) -> i32 {
	match result {
		Err(ClientError::Call(error)) => error.code(),
		other => panic!("expected an error of the node: {other:?}"),
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_knows_the_token_is_let_in() {
	let rig = Rig::new(16);
	let served = serve(&rig, Some(TOKEN)).await;
	let refused = |result: Result<WsClient, ClientError>, status: &str| {
		let text = result.map(|_| ()).unwrap_err().to_string();
		assert!(text.contains(status), "{text}");
	};
	refused(call(&served.url, &[]).await, "401");
	let long = format!("Bearer {TOKEN}x");
	let wrong = format!("Bearer {}", TOKEN.to_uppercase());
	for value in ["", "Bearer", "Bearer ", TOKEN, "Basic open-sesame-open-sesame", &long, &wrong] {
		refused(call(&served.url, &[("authorization", value)]).await, "401");
	}
	let right = format!("Bearer {TOKEN}");
	let page = [("authorization", right.as_str()), ("origin", "http://localhost")];
	refused(call(&served.url, &page).await, "403");
	let client = call(&served.url, &[("authorization", &right)]).await.unwrap();
	let status: Status = client.request("mining_status", ArrayParams::new()).await.unwrap();
	assert_eq!((status.miners, status.local_threads, status.template), (0, 0, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_miner_finds_a_block_over_the_network() {
	let rig = Rig::new(16);
	let served = serve(&rig, None).await;
	let client = call(&served.url, &[]).await.unwrap();
	let submit = |found: Found| {
		let params = rpc_params![found.id, Hex::nonce(found.nonce), Hex(found.solution)];
		client.request::<Block, _>("mining_submit", params)
	};
	assert_eq!(code(submit(Found { id: 1, nonce: 0, solution: [0; 16] }).await), NOT_SUBSCRIBED);

	let mut notices = subscribe(&client).await.unwrap();
	code(subscribe(&client).await);
	let mut next_template = async || loop {
		match timeout(PATIENCE, notices.next()).await.unwrap().unwrap().unwrap() {
			Notice::Template(template) => return *template,
			Notice::Stop(_) => {}
		}
	};
	let first = next_template().await;
	let status: Status = client.request("mining_status", ArrayParams::new()).await.unwrap();
	assert_eq!(status.template.map(|template| (template.id, template.height)), Some((first.id, 1)));
	let block = submit(solve(&first, true)).await.unwrap();
	assert_eq!((block.hash.0, block.height, block.best), (rig.parts.client.info().best_hash.0, 1, true));
	assert_eq!(code(submit(solve(&first, true)).await), SubmitError::AlreadySubmitted.code());
	let second = next_template().await;
	assert_eq!((second.height, second.parent), (2, block.hash));
	assert_eq!((second.nonce_start, second.nonce_end), (first.nonce_start, first.nonce_end), "a range is kept");

	notices.unsubscribe().await.unwrap();
	timeout(PATIENCE, async {
		while rig.handle.status().miners > 0 {
			tokio::time::sleep(Duration::from_millis(10)).await;
		}
	})
	.await
	.expect("the range is free again");
	assert_eq!(code(submit(solve(&second, true)).await), NOT_SUBSCRIBED);
}

/// Who gains by cheating: someone who keeps the node busy with checking.
#[tokio::test(flavor = "multi_thread")]
async fn who_sends_garbage_is_disconnected_and_others_are_not() {
	let rig = Rig::new(u64::MAX);
	let served = serve(&rig, None).await;
	let (good, bad) = (call(&served.url, &[]).await.unwrap(), call(&served.url, &[]).await.unwrap());
	let (mut notices, _theirs) = (subscribe(&good).await.unwrap(), subscribe(&bad).await.unwrap());
	for _ in 0..FAULTS - 1 {
		code(bad.request::<Block, _>("mining_submit", rpc_params![1, "garbage"]).await);
	}
	assert!(bad.is_connected());
	let _ = bad.request::<Block, _>("mining_nonsense", ArrayParams::new()).await;
	timeout(PATIENCE, bad.on_disconnect()).await.expect("garbage has no end");

	let busy = call(&served.url, &[]).await.unwrap();
	let calls = async {
		while busy.request::<Status, _>("mining_status", ArrayParams::new()).await.is_ok() {}
		busy.on_disconnect().await;
	};
	timeout(PATIENCE, calls).await.expect("calls without an end are not ended");

	assert!(good.is_connected() && notices.next().await.is_some());
	timeout(PATIENCE, async {
		while rig.handle.status().miners != 1 {
			tokio::time::sleep(Duration::from_millis(10)).await;
		}
	})
	.await
	.expect("the range of the disconnected one is free");
}

#[tokio::test(flavor = "multi_thread")]
async fn long_messages_and_many_at_once_are_refused() {
	let rig = Rig::new(u64::MAX);
	let served = serve(&rig, None).await;
	let client = call(&served.url, &[]).await.unwrap();
	let long = "0".repeat(4_000);
	assert!(
		timeout(PATIENCE, client.request::<Block, _>("mining_submit", rpc_params![long]))
			.await
			.is_ok_and(|r| r.is_err())
	);

	let client = call(&served.url, &[]).await.unwrap();
	let mut batch = jsonrpsee_core::params::BatchRequestBuilder::new();
	for _ in 0..2 {
		batch.insert("mining_status", ArrayParams::new()).unwrap();
	}
	assert!(timeout(PATIENCE, client.batch_request::<Status>(batch)).await.is_ok_and(|r| r.is_err()));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_says_what_is_wrong() {
	let open = async |arguments: &[&str]| match params(arguments) {
		Ok(params) => Listener::open(&params).await.map(|listener| listener.is_some()),
		Err(error) => Err(error.to_string()),
	};
	assert_eq!(open(&[]).await, Ok(false));
	assert_eq!(open(&["--mining-threads", "0", "--mining-rpc-port", "0"]).await, Ok(true));
	let folder = tempfile::tempdir().unwrap();
	let file = folder.path().join("token");
	let path = file.to_str().unwrap();
	let wrong = async |arguments: &[&str], cause: &str| {
		let error = open(arguments).await.unwrap_err();
		assert!(error.contains(cause), "{error}");
	};
	wrong(&["--mining-threads", "0"], "nobody mines").await;
	wrong(&["--mining-rpc-external", "--mining-rpc-port", "0"], "--mining-rpc-token-file").await;
	wrong(&["--mining-rpc-token-file", path], "--mining-rpc-port").await;
	wrong(&["--mining-rpc-port", "0", "--mining-rpc-token-file", path], "not readable").await;
	for content in ["", "short", "two words are not one word", "sésame-sésame-sésame"] {
		std::fs::write(&file, content).unwrap();
		wrong(&["--mining-rpc-port", "0", "--mining-rpc-token-file", path], "one word of at least 16").await;
	}
	std::fs::write(&file, TOKEN).unwrap();
	let external = ["--mining-rpc-port", "0", "--mining-rpc-external", "--mining-rpc-token-file", path];
	let listener = Listener::open(&params(&external).unwrap()).await.unwrap().unwrap();
	assert!(listener.address().unwrap().ip().is_unspecified());
	assert!(!format!("{listener:?}").contains(TOKEN), "the token is not shown");

	let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
	let port = taken.local_addr().unwrap().port().to_string();
	wrong(&["--mining-rpc-port", &port], "is in use").await;
}

#[test]
fn an_allowance_is_used_up_and_earned_again() {
	let now = Instant::now();
	let mut calls = Allowance { left: CALLS_AT_ONCE, since: now };
	assert!((0..CALLS_AT_ONCE).all(|_| calls.take(now)));
	assert!(!calls.take(now));
	let later = now + Duration::from_secs(1);
	assert!((0..CALLS_PER_SECOND).all(|_| calls.take(later)));
	assert!(!calls.take(later));
	let much_later = now + Duration::from_secs(100_000);
	assert!((0..CALLS_AT_ONCE).all(|_| calls.take(much_later)));
	assert!(!calls.take(much_later));
}
