//! A chain that is as small as it can be, built and asked.

use bpiiot_client::subxt::Metadata;
use bpiiot_primitives::{AccountId, Hash};
use tempfile::TempDir;

use super::{Sizes, chain::Chain, landmarks::Landmarks, queries, storage::items};

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

#[test]
fn every_question_that_the_runtime_answers_is_asked() {
	let somebody = || AccountId::from([1; 32]);
	let anything = Landmarks {
		owner: somebody(),
		provider: somebody(),
		viewer: somebody(),
		machine: somebody(),
		author: somebody(),
		device: 0,
		keeper: 0,
		viewing: 0,
		handed_over: 0,
		record: 0,
		changing: 0,
		stranger: somebody(),
		agreement: 0,
		request: 0,
		alias: Hash::zero(),
		rekeyed: 0,
		stocked: 0,
		offered: 0,
		last_device: 0,
		last_owner: somebody(),
		last_relationship: 0,
		last_record: 0,
	};
	let asked: Vec<_> = queries::all(&anything).iter().map(|query| query.name).collect();
	// What comes after a comma says of what.
	let is_asked = |of: &str, name: &str| {
		let name = format!("{of}.{name}");
		asked.iter().any(|asked| asked.split(',').next() == Some(&name))
	};
	let bytes = bpiiot_runtime::metadata(16).unwrap();
	let metadata = Metadata::decode_from(&bytes[..]).unwrap();
	let pallets = [
		("DeviceRegistry", Some("RegistryApi")),
		("DataSharing", Some("SharingApi")),
		("Maintenance", Some("MaintenanceApi")),
		("Incentives", None),
	];
	let mut missing = Vec::new();
	for (pallet, api) in pallets {
		let methods = api.map(|api| metadata.runtime_api_trait_by_name(api).unwrap());
		for method in methods.iter().flat_map(|api| api.methods()) {
			if !is_asked(api.unwrap(), method.name()) {
				missing.push(format!("{}.{}", api.unwrap(), method.name()));
			}
		}
		let views: Vec<_> = metadata.pallet_by_name(pallet).unwrap().view_functions().collect();
		assert!(!views.is_empty());
		for view in views {
			if !is_asked(pallet, view.name()) && !api.is_some_and(|api| is_asked(api, view.name())) {
				missing.push(format!("{pallet}.{}", view.name()));
			}
		}
	}
	assert!(missing.is_empty(), "nobody asks {missing:?}");
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
	let mut pages = queries::all(&landmarks).into_iter().filter(|query| query.name == "SharingApi.permissions_on");
	let narrow = pages.next().unwrap().with_bound(1, 1);
	let refused = narrow.ask(&chain.node, best).unwrap_err().to_string();
	assert!(refused.contains("has read"), "{refused}");

	// What the chain has, is not sent again.
	let mut steps = chain.steps().unwrap();
	let before = chain.made.blocks;
	assert!(chain.grow(&mut steps, |_| {}).await.unwrap().is_some());
	assert_eq!(chain.made.blocks, before);
}
