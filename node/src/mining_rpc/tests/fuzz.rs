//! Requests of any content.

use proptest::{prelude::*, test_runner::TestRunner};

use super::*;

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
