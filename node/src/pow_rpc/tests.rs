//! What the node says of its proof of work, over whole chains on real databases.

use std::time::Duration;

use bpiiot_pow::{Forks, take_seal};
use serde_json::{Value, json};
use sp_runtime::traits::Block as _;

use super::*;
use crate::mining_rpc::tests::{Rig, import};

/// An observer of a rig's chain, counting, and its methods.
fn observed(rig: &Rig) -> (Arc<Observer<Block, FullClient>>, jsonrpsee::Methods) {
	let client = rig.parts.client.clone();
	let observer = Arc::new(Observer::new(client.clone(), rig.parts.other.1.clone(), block_time(client)));
	tokio::spawn(observer.clone().run());
	(observer.clone(), Pow::new(observer).into_rpc().into())
}

/// The answer to a method: its result or its error's code.
async fn ask(methods: &jsonrpsee::Methods, method: &str, params: Value) -> Result<Value, i64> {
	let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
	let (answer, _) = methods.raw_json_request(&request.to_string(), 1).await.unwrap();
	let answer: Value = serde_json::from_str(&answer).unwrap();
	match answer["error"]["code"].as_i64() {
		Some(code) => Err(code),
		None => Ok(answer["result"].clone()),
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_branch_is_counted_once_and_its_depth_is_said() {
	let (short, long, rig) = (Rig::new(16), Rig::new(16), Rig::new(16));
	let (observer, methods) = observed(&rig);
	for block in short.mine(2).await.into_iter().chain(long.mine(4).await) {
		import(&rig, block).await;
	}
	assert_eq!(rig.parts.client.info().best_hash, long.parts.client.info().best_hash);
	let wanted = Forks { orphans: 2, last_reorg_depth: 2, max_reorg_depth: 2 };
	let counted = async {
		while observer.metrics().forks() != wanted {
			tokio::time::sleep(Duration::from_millis(10)).await;
		}
	};
	let in_time = tokio::time::timeout(Duration::from_secs(60), counted).await;
	assert!(in_time.is_ok(), "{:?} instead of {wanted:?}", observer.metrics().forks());
	assert_eq!(ask(&methods, "pow_orphanCount", json!([])).await, Ok(json!(2)));
	assert_eq!(ask(&methods, "pow_reorgDepth", json!([])).await, Ok(json!({ "last": 2, "max": 2 })));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_hash_rate_of_the_network_is_that_of_its_blocks() {
	let rig = Rig::new(16);
	let (_, methods) = observed(&rig);
	assert_eq!(ask(&methods, "pow_networkHashRate", json!([])).await, Ok(Value::Null));
	let blocks = rig.mine(5).await;
	let time_of = block_time(rig.parts.client.clone());
	let time = |index: usize| time_of(blocks[index].hash()).unwrap();
	let work = |range: std::ops::RangeInclusive<usize>| {
		let difficulty = |block: &Block| take_seal::<Block>(&mut block.header().clone()).unwrap().1.difficulty;
		blocks[range].iter().map(difficulty).fold(U256::zero(), |sum, difficulty| sum + difficulty)
	};
	for (params, first) in [(json!([1]), 4), (json!([3]), 2), (json!([4]), 1), (json!([5]), 1), (json!([]), 1)] {
		let rate: HashRate =
			serde_json::from_value(ask(&methods, "pow_networkHashRate", params).await.unwrap()).unwrap();
		let (work, time) = (work(first..=4), time(4) - time(first - 1));
		assert_eq!((rate.work, rate.time, rate.blocks as usize), (work, time, 5 - first));
		assert_eq!(rate.per_second, (time > 0).then(|| work * 1_000 / time));
	}
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_answered_has_a_code() {
	let rig = Rig::new(16);
	let (_, methods) = observed(&rig);
	let blocks = rig.mine(1).await;
	assert_eq!(ask(&methods, "pow_totalWork", json!([blocks[0].hash()])).await, Ok(json!("0x10")));
	assert_eq!(ask(&methods, "pow_totalWork", json!([])).await, Ok(json!("0x10")));
	assert_eq!(ask(&methods, "pow_totalWork", json!([Hash::repeat_byte(7)])).await, Err(i64::from(UNKNOWN_BLOCK)));
	let invalid = Err(i64::from(ErrorCode::InvalidParams.code()));
	for params in [json!([0]), json!([1_025]), json!([-1]), json!(["many"])] {
		assert_eq!(ask(&methods, "pow_networkHashRate", params).await, invalid);
	}
	assert_eq!(ask(&methods, "pow_totalWork", json!(["0x07"])).await, invalid);
	let status: PowStatus = serde_json::from_value(ask(&methods, "pow_status", json!([])).await.unwrap()).unwrap();
	assert_eq!((status.total_work, status.finality_lag), (U256::from(16), 1));
	assert!(status.rejected_seals.len() == SealError::ALL.len() && status.verification_time.is_none());
}
