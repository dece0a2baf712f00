//! The named genesis states.

use alloc::{format, vec, vec::Vec};

use frame_support::build_struct_json_patch;
use sp_core::U256;
use sp_genesis_builder::{DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET, PresetId};
use sp_keyring::Sr25519Keyring;

use crate::{AccountId, BPI, Balance, BalancesConfig, DifficultyConfig, RuntimeGenesisConfig};

/// What each well-known account starts with in the presets.
const ENDOWMENT: Balance = 1_000_000 * BPI;

/// One thread of a small machine finds 240 to 360 solutions a second (`make bench`): a block in five to seven seconds, from
/// which the retarget takes over.
const DEV_DIFFICULTY: u64 = 1_800;

/// Two threads of such a machine.
const LOCAL_DIFFICULTY: u64 = 3_600;

fn testnet(endowed: Vec<AccountId>, initial_difficulty: u64) -> serde_json::Value {
	build_struct_json_patch!(RuntimeGenesisConfig {
		balances: BalancesConfig { balances: endowed.into_iter().map(|account| (account, ENDOWMENT)).collect() },
		difficulty: DifficultyConfig { initial_difficulty: U256::from(initial_difficulty) },
	})
}

/// The genesis patch with the given name, as JSON; none if there is no such preset.
pub fn preset(id: &PresetId) -> Option<Vec<u8>> {
	let well_known = vec![
		Sr25519Keyring::Alice,
		Sr25519Keyring::Bob,
		Sr25519Keyring::Charlie,
		Sr25519Keyring::Dave,
		Sr25519Keyring::Eve,
		Sr25519Keyring::Ferdie,
	]
	.into_iter()
	.map(|key| key.to_account_id())
	.collect();
	let patch = match id.as_ref() {
		DEV_RUNTIME_PRESET => testnet(well_known, DEV_DIFFICULTY),
		LOCAL_TESTNET_RUNTIME_PRESET => testnet(well_known, LOCAL_DIFFICULTY),
		_ => return None,
	};
	Some(format!("{patch}").into_bytes())
}

/// The names of the presets.
pub fn preset_names() -> Vec<PresetId> {
	vec![PresetId::from(DEV_RUNTIME_PRESET), PresetId::from(LOCAL_TESTNET_RUNTIME_PRESET)]
}
