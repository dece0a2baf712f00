//! The template service and the mining RPC over whole chains on real databases, without a network.

use std::{
	sync::atomic::{AtomicBool, AtomicUsize},
	time::Instant,
};

use bpiiot_pow::{
	Algorithm, EquiXAlgorithm, challenge, meets,
	miner::{
		self, Seat,
		wire::{StopCause, Template},
	},
	work,
};
use bpiiot_runtime::OpaqueBlock;
use clap::Parser;
use jsonrpsee::Methods;
use jsonrpsee_core::{
	client::{ClientT, Error as ClientError, Subscription, SubscriptionClientT},
	params::ArrayParams,
	rpc_params,
};
use jsonrpsee_ws_client::{HeaderMap, HeaderValue, WsClient, WsClientBuilder};
use proptest::{prelude::*, test_runner::TestRunner};
use sc_client_api::BlockBackend;
use sc_consensus::{BlockImport, BlockImportParams};
use sp_blockchain::HeaderBackend;
use sp_consensus::{BlockOrigin, SyncOracle};
use sp_runtime::traits::Block as _;
use tokio::{task::JoinHandle, time::timeout};

use super::*;
use crate::{
	cli::{Cli, MiningParams},
	service,
};

/// How long anything may take. Nothing takes so long unless it never happens.
const PATIENCE: Duration = Duration::from_secs(60);

/// A sync that says what the test wants.
#[derive(Clone, Default)]
struct Sync(Arc<AtomicBool>);

impl SyncOracle for Sync {
	fn is_major_syncing(&self) -> bool {
		self.0.load(Ordering::SeqCst)
	}

	fn is_offline(&self) -> bool {
		false
	}
}

/// A node's parts with an empty database, and its template service without threads of its own.
struct Rig {
	parts: service::Partial,
	handle: MiningHandle,
	syncing: Sync,
	waiting: Arc<AtomicUsize>,
	service: JoinHandle<()>,
	_folder: tempfile::TempDir,
}

impl Drop for Rig {
	fn drop(&mut self) {
		self.service.abort();
	}
}

impl Rig {
	/// On a chain where a block takes `difficulty` solutions.
	fn new(difficulty: u64) -> Self {
		let folder = tempfile::tempdir().unwrap();
		let parts = crate::tests::partial(folder.path(), difficulty);
		let keystore = parts.keystore_container.keystore();
		let (syncing, waiting) = (Sync::default(), Arc::new(AtomicUsize::new(0)));
		let transactions = waiting.clone();
		let miner = miner::Miner {
			client: parts.client.clone(),
			import: Box::new(parts.other.0.clone()),
			environment: sc_basic_authorship::ProposerFactory::new(
				parts.task_manager.spawn_handle(),
				parts.client.clone(),
				parts.transaction_pool.clone(),
				None,
				None,
			),
			transactions: Box::new(move || transactions.load(Ordering::SeqCst)),
			sync: syncing.clone(),
			inherents: service::Inherents,
			algorithm: EquiXAlgorithm,
			author: miner::author(&keystore, None).unwrap(),
			keystore,
			threads: 0,
			metrics: parts.other.1.clone(),
		};
		let (handle, service) = miner.start();
		Self { parts, handle, syncing, waiting, service: tokio::spawn(service), _folder: folder }
	}

	fn height(&self) -> u64 {
		self.parts.client.info().best_number.into()
	}

	fn methods(&self) -> Methods {
		Mining(self.handle.clone()).into_rpc().into()
	}

	/// The methods as a connection with the subscription of `seat` has them.
	fn methods_of(&self, seat: &Seat) -> (Methods, Arc<Peer>) {
		let peer = Arc::new(Peer::new(Instant::now()));
		*peer.submitter.lock() = Some(seat.submitter());
		let mut methods = self.methods();
		methods.extensions_mut().insert(peer.clone());
		(methods, peer)
	}
}

async fn next(seat: &mut Seat) -> Notice {
	timeout(PATIENCE, seat.next()).await.expect("there is no notice").expect("the service has ended")
}

/// The next template, whatever comes before it.
async fn template(seat: &mut Seat) -> Template {
	loop {
		if let Notice::Template(template) = next(seat).await {
			return *template;
		}
	}
}

/// A nonce of the template's range and its solution, whose work is enough for a block or is not.
fn solve(template: &Template, enough: bool) -> Found {
	let job = template.job().unwrap();
	let mut scratch = EquiXAlgorithm::scratch();
	for nonce in job.nonces {
		let challenge = challenge(&job.pre_hash, &job.signature, nonce);
		for solution in EquiXAlgorithm.solve(&challenge, &mut scratch) {
			if meets(work(&challenge, &solution), job.difficulty) == enough {
				return Found { id: job.id, nonce, solution };
			}
		}
	}
	unreachable!("the nonces do not end before a solution is found")
}

#[tokio::test(flavor = "multi_thread")]
async fn two_miners_with_a_solution_of_one_template_make_one_block() {
	let rig = Rig::new(16);
	let (mut one, mut two) = (rig.handle.join().unwrap(), rig.handle.join().unwrap());
	let (first, second) = (template(&mut one).await, template(&mut two).await);
	assert_eq!((first.id, first.pre_hash), (second.id, second.pre_hash), "both search the same");
	assert!(first.nonce_end.value() <= second.nonce_start.value(), "and nobody searches twice");

	let (found, other) = (solve(&first, true), solve(&second, true));
	let (one_desk, two_desk) = (one.submitter(), two.submitter());
	let results = tokio::join!(one_desk.submit(found), two_desk.submit(other), one_desk.submit(found));
	let results = [results.0, results.1, results.2];
	let accepted: Vec<_> = results.iter().flatten().collect();
	assert_eq!(accepted.len(), 1, "{results:?}");
	assert_eq!(accepted[0].hash, rig.parts.client.info().best_hash);
	assert!(accepted[0].best && accepted[0].height == 1);
	let refused = results.iter().filter(|result| **result == Err(SubmitError::AlreadySubmitted)).count();
	assert_eq!(refused, 2, "{results:?}");
	assert_eq!((rig.height(), rig.handle.status().blocks_mined), (1, 1));
	// The block is an ordinary one: another node takes it.
	let block = rig.parts.client.block(rig.parts.client.info().best_hash).unwrap().unwrap().block;
	import(&Rig::new(16), block).await;
}

/// Imports a foreign block, which has a seal and thus needs no verifier.
async fn import(rig: &Rig, block: OpaqueBlock) {
	let (mut header, body) = block.deconstruct();
	let (item, _) = bpiiot_pow::take_seal::<OpaqueBlock>(&mut header).unwrap();
	let mut foreign = BlockImportParams::new(BlockOrigin::NetworkBroadcast, header);
	foreign.post_digests.push(item);
	foreign.body = Some(body);
	let result = rig.parts.other.0.import_block(foreign).await.unwrap();
	assert!(matches!(result, sc_consensus::ImportResult::Imported(_)), "{result:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_wrong_solution_has_its_own_error_and_makes_no_block() {
	let rig = Rig::new(16);
	let mut seat = rig.handle.join().unwrap();
	let other = rig.handle.join().unwrap();
	let template = template(&mut seat).await;
	let good = solve(&template, true);
	let desk = seat.submitter();

	assert_eq!(desk.submit(Found { id: good.id + 1, ..good }).await, Err(SubmitError::Stale));
	assert_eq!(desk.submit(Found { id: 0, ..good }).await, Err(SubmitError::Stale));
	assert_eq!(other.submitter().submit(good).await, Err(SubmitError::OutsideRange));
	assert_eq!(desk.submit(Found { nonce: 0, ..good }).await, Err(SubmitError::OutsideRange), "the node's own range");
	assert_eq!(desk.submit(solve(&template, false)).await, Err(SubmitError::TooLittleWork));
	let job = template.job().unwrap();
	let challenge = challenge(&job.pre_hash, &job.signature, good.nonce);
	let lucky =
		(0..u128::MAX).map(u128::to_le_bytes).find(|solution| meets(work(&challenge, solution), job.difficulty));
	assert_eq!(desk.submit(Found { solution: lucky.unwrap(), ..good }).await, Err(SubmitError::WrongSolution));
	assert_eq!(rig.height(), 0);
	assert_eq!(desk.submit(good).await.map(|block| block.height), Ok(1), "none of it has spoilt the template");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_block_takes_the_old_work_back() {
	let (rig, rival) = (Rig::new(16), Rig::new(16));
	let mut seat = rival.handle.join().unwrap();
	let solved = solve(&template(&mut seat).await, true);
	let block = seat.submitter().submit(solved).await.unwrap();
	let block = rival.parts.client.block(block.hash).unwrap().unwrap().block;

	let mut seat = rig.handle.join().unwrap();
	let old = template(&mut seat).await;
	let found = solve(&old, true);
	import(&rig, block.clone()).await;
	assert_eq!(seat.submitter().submit(found).await, Err(SubmitError::Stale));
	let mut notices = Vec::new();
	let new = loop {
		match next(&mut seat).await {
			Notice::Template(template) if template.parent != old.parent => break template,
			notice => notices.push(notice),
		}
	};
	assert!(
		notices.iter().all(|notice| *notice == Notice::Stop(StopCause::NewBlock)),
		"stale work was given out after the block: {notices:?}"
	);
	assert_eq!((new.height, new.parent.0), (2, block.hash().0));
	assert_eq!(rig.height(), 1, "the stale solution has made no block");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_searched_while_the_node_catches_up() {
	let rig = Rig::new(16);
	rig.syncing.0.store(true, Ordering::SeqCst);
	let mut seat = rig.handle.join().unwrap();
	while next(&mut seat).await != Notice::Stop(StopCause::Syncing) {}
	assert_eq!(rig.handle.status().template, Err(StopCause::Syncing));
	rig.syncing.0.store(false, Ordering::SeqCst);
	let found = solve(&template(&mut seat).await, true);

	rig.syncing.0.store(true, Ordering::SeqCst);
	assert_eq!(seat.submitter().submit(found).await, Err(SubmitError::Syncing));
	while next(&mut seat).await != Notice::Stop(StopCause::Syncing) {}
	assert_eq!(rig.height(), 0);
	rig.syncing.0.store(false, Ordering::SeqCst);
	template(&mut seat).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_is_built_anew_for_waiting_transactions_sooner_than_for_the_clock() {
	let rig = Rig::new(u64::MAX);
	let mut seat = rig.handle.join().unwrap();
	template(&mut seat).await;
	let begin = Instant::now();
	let idle = template(&mut seat).await;
	let clock = begin.elapsed();
	assert!(clock >= Duration::from_secs(4), "an empty template was built anew after {clock:?}");

	rig.waiting.store(1, Ordering::SeqCst);
	template(&mut seat).await;
	let mut shortest = Duration::MAX;
	let mut last = idle;
	// A busy machine may be late, but not always.
	for _ in 0..10 {
		let begin = Instant::now();
		let next = template(&mut seat).await;
		assert!(next.id > last.id && next.parent == last.parent);
		shortest = shortest.min(begin.elapsed());
		last = next;
		if shortest < clock {
			break;
		}
	}
	assert!(shortest < clock, "waiting transactions change nothing: {shortest:?}");
	assert!(shortest >= Duration::from_secs(1), "{shortest:?} is more often than needed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_solution_of_the_template_before_still_counts() {
	let rig = Rig::new(16);
	let mut seat = rig.handle.join().unwrap();
	rig.waiting.store(1, Ordering::SeqCst);
	let before = template(&mut seat).await;
	template(&mut seat).await;
	let block = seat.submitter().submit(solve(&before, true)).await.unwrap();
	assert_eq!((block.height, rig.height()), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_built_while_nobody_searches() {
	let rig = Rig::new(16);
	let mut seat = rig.handle.join().unwrap();
	template(&mut seat).await;
	assert_eq!(rig.handle.status().miners, 1);
	drop(seat);
	assert_eq!(rig.handle.status().miners, 0);
	timeout(PATIENCE, async {
		while rig.handle.status().template != Err(StopCause::Idle) {
			tokio::time::sleep(Duration::from_millis(10)).await;
		}
	})
	.await
	.expect("the work is taken back");
	let calls = rig.parts.other.1.runtime_calls();
	tokio::time::sleep(Duration::from_secs(3)).await;
	assert_eq!(rig.parts.other.1.runtime_calls(), calls, "a template was built for nobody");
	template(&mut rig.handle.join().unwrap()).await;
}

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

fn json() -> impl Strategy<Value = serde_json::Value> {
	let leaf = prop_oneof![
		Just(serde_json::Value::Null),
		any::<bool>().prop_map(Into::into),
		any::<i64>().prop_map(Into::into),
		any::<u64>().prop_map(Into::into),
		any::<f64>().prop_map(Into::into),
		"\\PC{0,24}".prop_map(Into::into),
		"0x[0-9a-f]{0,40}".prop_map(Into::into),
	];
	leaf.prop_recursive(3, 16, 4, |inner| {
		prop_oneof![
			prop::collection::vec(inner.clone(), 0..5).prop_map(Into::into),
			prop::collection::btree_map("\\PC{0,8}", inner, 0..4)
				.prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
		]
	})
}

/// Stands for the number of the template that is searched when the request is made.
const LATEST: &str = "latest";

/// A request: anything as text, any JSON as parameters, and what looks just like a solution.
fn request(start: u64) -> impl Strategy<Value = String> {
	let whole = |method: &str, params: &serde_json::Value| {
		format!(r#"{{"jsonrpc":"2.0","id":1,"method":"{method}","params":{params}}}"#)
	};
	let method = prop_oneof!["mining_submit", "mining_cancel", "mining_[a-zA-Z]{0,12}"];
	let solution = (any::<bool>(), any::<u64>(), any::<[u8; 16]>()).prop_map(move |(latest, nonce, solution)| {
		let template = if latest { LATEST.into() } else { serde_json::Value::from(nonce % 8) };
		whole("mining_submit", &serde_json::json!([template, Hex::nonce(start + nonce % 4_096), Hex(solution)]))
	});
	prop_oneof![
		1 => "\\PC{0,120}",
		1 => prop::collection::vec(any::<u8>(), 0..120).prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
		3 => (method, json()).prop_map(move |(method, params)| whole(&method, &params)),
		2 => prop::collection::vec(json(), 0..5).prop_map(move |params| whole("mining_submit", &params.into())),
		3 => solution,
	]
}

/// A thousand requests of every kind, a million in `make soak`: none panics, and none makes a block.
#[test]
fn no_request_of_any_content_makes_a_block_or_a_panic() {
	let soak = std::env::var_os("BPIIOT_SOAK").is_some_and(|value| value == "1");
	let cases = if soak { 1_000_000 } else { 2_000 };
	let runtime = tokio::runtime::Runtime::new().unwrap();
	let _entered = runtime.enter();
	let rig = Rig::new(16);
	let mut seat = rig.handle.join().unwrap();
	let (methods, _peer) = rig.methods_of(&seat);
	let template = runtime.block_on(template(&mut seat));
	let mut runner = TestRunner::new(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) });
	let result = runner.run(&request(template.nonce_start.value()), |request| {
		let latest = rig.handle.status().template.map_or(0, |(outline, _)| outline.id);
		let request = request.replace(&format!("{LATEST:?}"), &latest.to_string());
		// What is no request at all is refused before it reaches a method.
		if let Ok((answer, _)) = runtime.block_on(methods.raw_json_request(&request, 1)) {
			let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
			// Ending a subscription that is not there is answered with `false`.
			let accepted = answer.get("result").is_some_and(|result| *result != serde_json::Value::Bool(false));
			let reads = request.contains("mining_status") || request.contains("mining_subscribeTemplate");
			prop_assert!(reads || !accepted, "{} was answered with {}", request, answer);
		}
		prop_assert_eq!(rig.height(), 0);
		Ok(())
	});
	// The error shows the smallest request that fails, which is all that is needed to see it again.
	result.unwrap();
	// The service has survived all of it.
	let latest = runtime.block_on(self::template(&mut seat));
	let block = runtime.block_on(seat.submitter().submit(solve(&latest, true))).unwrap();
	assert_eq!(block.height, 1);
}
