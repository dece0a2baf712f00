//! What calls cost of a block.

use std::collections::BTreeSet;

use frame_support::traits::GetCallName;

use super::*;
use crate::configs::RuntimeBlockWeights;

/// Names and greatest weights of a pallet's calls, hooks and checks, and the names of its calls.
macro_rules! pallets {
	($($pallet:ident),*) => {
		[$((
			stringify!($pallet),
			$pallet::weights::SubstrateWeight::<Runtime>::greatest().into_iter().collect::<Vec<_>>(),
			$pallet::Call::<Runtime>::get_call_names().to_vec(),
		)),*]
	};
}

/// Every call has a measured weight, and none takes more than a tenth of a block at its greatest.
#[test]
fn each_call_fits_a_tenth_of_a_block() {
	let tenth = RuntimeBlockWeights::get().max_block.ref_time() / 10;
	let mut heaviest = (0, String::new());
	for (pallet, weights, calls) in pallets!(
		pallet_data_sharing,
		pallet_device_registry,
		pallet_difficulty,
		pallet_incentives,
		pallet_maintenance,
		pallet_verifiers
	) {
		let measured: BTreeSet<_> = weights.iter().map(|(name, _)| *name).collect();
		for call in calls {
			assert!(measured.contains(call), "{pallet}::{call} has no weight of its own");
		}
		for (name, weight) in weights {
			assert!(weight.ref_time() > 0, "{pallet}::{name} weighs nothing");
			assert!(weight.ref_time() <= tenth, "{pallet}::{name} weighs {weight:?}, a tenth of a block is {tenth}");
			println!("{pallet}::{name}: at most {:.3} ms", weight.ref_time() as f64 / 1e9);
			heaviest = heaviest.max((weight.ref_time(), format!("{pallet}::{name}")));
		}
	}
	println!("heaviest: {}, {:.1} % of a block", heaviest.1, 10.0 * heaviest.0 as f64 / tenth as f64);
}
