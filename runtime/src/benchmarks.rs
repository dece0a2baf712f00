//! Which pallets `scripts/weights` measures: our own. Those of the SDK come with weights that their makers measured.

use alloc::{string::String, vec::Vec};

use frame_benchmarking::{BenchmarkBatch, BenchmarkConfig, BenchmarkList};
use frame_support::traits::{StorageInfo, StorageInfoTrait, WhitelistedStorageKeys};

use crate::{
	AllPalletsWithSystem, DataSharing, DeviceRegistry, Difficulty, Incentives, Maintenance, Runtime, Verifiers,
};

frame_benchmarking::define_benchmarks!(
	[pallet_data_sharing, DataSharing]
	[pallet_device_registry, DeviceRegistry]
	[pallet_difficulty, Difficulty]
	[pallet_incentives, Incentives]
	[pallet_maintenance, Maintenance]
	[pallet_verifiers, Verifiers]
);

/// The benchmarks, and what is known of the storage.
pub fn list(extra: bool) -> (Vec<BenchmarkList>, Vec<StorageInfo>) {
	let mut list = Vec::new();
	list_benchmarks!(list, extra);
	(list, AllPalletsWithSystem::storage_info())
}

/// Runs one.
pub fn run(config: BenchmarkConfig) -> Result<Vec<BenchmarkBatch>, String> {
	let whitelist = AllPalletsWithSystem::whitelisted_storage_keys();
	let mut batches = Vec::new();
	let params = (&config, &whitelist);
	add_benchmarks!(params, batches);
	Ok(batches)
}
