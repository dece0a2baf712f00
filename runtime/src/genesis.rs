//! The named genesis states.

use alloc::{format, vec, vec::Vec};

use frame_support::build_struct_json_patch;
use sp_core::U256;
use sp_genesis_builder::{DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET, PresetId};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};

use crate::{
	AccountId, BPI, Balance, BalancesConfig, DifficultyConfig, RuntimeGenesisConfig, SessionConfig, SessionKeys,
	TechnicalCommitteeConfig, VerifiersConfig,
};

/// What each well-known account starts with in the presets.
const ENDOWMENT: Balance = 1_000_000 * BPI;

/// One thread of a small machine finds 240 to 360 solutions a second (`make bench`): a block in five to seven seconds, from
/// which the retarget takes over.
const DEV_DIFFICULTY: u64 = 1_800;

/// Two threads of such a machine.
const LOCAL_DIFFICULTY: u64 = 3_600;

/// A well-known account and its GRANDPA key, of the same seed.
type Verifier = (Sr25519Keyring, Ed25519Keyring);

const ALICE: Verifier = (Sr25519Keyring::Alice, Ed25519Keyring::Alice);
const BOB: Verifier = (Sr25519Keyring::Bob, Ed25519Keyring::Bob);
const CHARLIE: Verifier = (Sr25519Keyring::Charlie, Ed25519Keyring::Charlie);

/// A network whose `verifiers` are also its technical committee. Their GRANDPA keys are those that a node takes from its
/// `--alice`, `--bob` or `--charlie`.
fn testnet(endowed: Vec<AccountId>, verifiers: &[Verifier], initial_difficulty: u64) -> serde_json::Value {
	let accounts: Vec<_> = verifiers.iter().map(|(account, _)| account.to_account_id()).collect();
	let keys = verifiers.iter().map(|(account, key)| {
		let account = account.to_account_id();
		(account.clone(), account, SessionKeys { grandpa: key.public().into() })
	});
	build_struct_json_patch!(RuntimeGenesisConfig {
		balances: BalancesConfig { balances: endowed.into_iter().map(|account| (account, ENDOWMENT)).collect() },
		difficulty: DifficultyConfig { initial_difficulty: U256::from(initial_difficulty) },
		session: SessionConfig { keys: keys.collect() },
		technical_committee: TechnicalCommitteeConfig { members: accounts.clone() },
		verifiers: VerifiersConfig { verifiers: accounts },
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
		DEV_RUNTIME_PRESET => testnet(well_known, &[ALICE], DEV_DIFFICULTY),
		LOCAL_TESTNET_RUNTIME_PRESET => testnet(well_known, &[ALICE, BOB, CHARLIE], LOCAL_DIFFICULTY),
		_ => return None,
	};
	Some(format!("{patch}").into_bytes())
}

/// The names of the presets.
pub fn preset_names() -> Vec<PresetId> {
	vec![PresetId::from(DEV_RUNTIME_PRESET), PresetId::from(LOCAL_TESTNET_RUNTIME_PRESET)]
}
