//! A chain that is as small as it can be, built and asked.

use tempfile::TempDir;

use super::{Sizes, chain::Chain, queries, storage::items};

#[test]
fn a_chain_is_measured_at_a_thousandth_a_tenth_and_all_of_it() {
	let stages = |devices, records| {
		let stages = Sizes { devices, records }.stages();
		stages.iter().map(|stage| (stage.devices, stage.records)).collect::<Vec<_>>()
	};
	assert_eq!(stages(100_000, 1_000_000), [(100, 1_000), (10_000, 100_000), (100_000, 1_000_000)]);
	assert_eq!(stages(200, 2_000), [(10, 100), (20, 200), (200, 2_000)]);
	assert_eq!(stages(10, 100), [(10, 100)]);
	assert_eq!(stages(10, 500), [(10, 500)]);
}

#[test]
fn sizes_that_cannot_be_built_are_refused() {
	let check = |devices, records| Sizes { devices, records }.check();
	assert!(check(10, 100).is_ok() && check(10, 500).is_ok());
	assert!(check(9, 100).is_err() && check(10, 99).is_err() && check(10, 501).is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_small_chain_is_built_and_every_question_to_it_is_answered() {
	let folder = TempDir::new().unwrap();
	let sizes = Sizes { devices: 10, records: 100 };
	let mut chain = Chain::open(folder.path(), sizes).unwrap();
	let mut steps = chain.steps().unwrap();
	let (measured, landmarks) = chain.grow(&mut steps, |_| {}).await.unwrap().unwrap();
	assert_eq!(measured, sizes);
	assert!(chain.grow(&mut steps, |_| {}).await.unwrap().is_none(), "the plan is at its end");
	assert!(chain.made.blocks > 1 && chain.made.fullest > 0.9, "{:?}", chain.made);

	let (_, best) = chain.node.best();
	let items = items(&chain.node, best).unwrap();
	let entries = |name: &str| items.iter().find(|item| item.name == name).map_or(0, |item| item.entries);
	assert_eq!((entries("DeviceRegistry.Devices"), entries("DataSharing.Records")), (10, 100));
	for query in queries::all(&landmarks) {
		let cost = query.ask(&chain.node, best).unwrap();
		assert!(cost.keys == 0 || cost.proof > 0, "{}: {cost:?}", query.name);
	}

	// One that reads more than it is said to is found out.
	let mut pages = queries::all(&landmarks).into_iter().filter(|query| query.name == "DataSharing.permissions_on");
	let narrow = pages.next().unwrap().with_bound(1, 1);
	let refused = narrow.ask(&chain.node, best).unwrap_err().to_string();
	assert!(refused.contains("has read"), "{refused}");

	// What the chain has, is not sent again.
	let mut steps = chain.steps().unwrap();
	let before = chain.made.blocks;
	assert!(chain.grow(&mut steps, |_| {}).await.unwrap().is_some());
	assert_eq!(chain.made.blocks, before);
}
