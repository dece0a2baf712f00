//! Whether an observer of the chain can tell which aliases belong to one device (requirement M80).

use std::collections::BTreeMap;

use bpiiot_primitives::{Hash, identity::alias};
use codec::Encode;
use frame_support::assert_ok;
use rand::{Rng, SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha20Rng;

use crate::mock::*;

fn random(what: &str) -> ChaCha20Rng {
	let text = std::env::var("PROPTEST_SEED").unwrap_or_default();
	let seed = sp_io::hashing::blake2_256(format!("{what}{text}").as_bytes());
	println!("seed {seed:02x?}; PROPTEST_SEED chooses another");
	ChaCha20Rng::from_seed(seed)
}

/// Everything that an observer sees: the state, keys and values, and the events.
fn observe() -> (BTreeMap<Vec<u8>, Vec<u8>>, Vec<u8>) {
	let mut state = BTreeMap::new();
	let mut key = Vec::new();
	while let Some(next) = sp_io::storage::next_key(&key) {
		if let Some(value) = sp_io::storage::get(&next) {
			state.insert(next.clone(), value.to_vec());
		}
		key = next;
	}
	(state, events().encode())
}

/// The same bytes with each alias replaced by a mark for its party. Keys hold the hash of an alias before the alias itself.
fn mask(bytes: &[u8], aliases: &[(&str, Hash)]) -> Vec<u8> {
	let mut bytes = bytes.to_vec();
	for (party, alias) in aliases {
		let mark = sp_io::hashing::blake2_256(party.as_bytes());
		for (pattern, mark) in [
			(alias.as_bytes().to_vec(), mark.to_vec()),
			(sp_io::hashing::blake2_128(alias.as_bytes()).to_vec(), mark[..16].to_vec()),
		] {
			let places: Vec<usize> = bytes
				.windows(pattern.len())
				.enumerate()
				.filter(|found| found.1 == pattern)
				.map(|found| found.0)
				.collect();
			for at in places {
				bytes[at..at + pattern.len()].copy_from_slice(&mark);
			}
		}
	}
	bytes
}

/// By construction: two worlds, the same in everything but which devices the aliases are of, leave the same state and events
/// except for the aliases themselves. So an observer has nothing but these numbers to go by.
// covers M80
#[test]
fn nothing_on_the_chain_depends_on_the_device_but_the_alias_itself() {
	let mut random = random("worlds");
	let mut world = |devices: [u32; 2]| {
		let mut seen = None;
		let secrets: [[u8; 32]; 2] = random.random();
		ExtBuilder::default().with_device("alice", "robot", 0).with_device("alice", "press", 0).build_and_execute(
			|| {
				let aliases = [("bob", devices[0], secrets[0]), ("tom", devices[1], secrets[1])]
					.map(|(party, device, secret)| (party, alias(&secret, device, &account(party))));
				for (party, alias) in aliases {
					assert_ok!(DeviceRegistry::register_alias(signed(party), alias));
				}
				let (state, events) = observe();
				let state: BTreeMap<_, _> = state
					.into_iter()
					.filter(|(key, _)| !key.starts_with(&frame_support::storage::storage_prefix(b"System", b"Events")))
					.map(|(key, value)| (mask(&key, &aliases), mask(&value, &aliases)))
					.collect();
				seen = Some((state, mask(&events, &aliases)));
			},
		);
		seen.expect("has been there")
	};
	let same_device = world([0, 0]);
	assert!(same_device.0.len() > 20, "the state was read");
	for other in [[0, 1], [1, 0], [1, 1]] {
		assert!(same_device == world(other), "the state or the events tell the devices {other:?} from one");
	}
}

/// Statistically: an observer who is shown the aliases of many devices towards two parties, and pairs them by the best similarity
/// of their bits, is right as often as one who guesses.
// covers M80
#[test]
fn pairing_by_similarity_is_guessing() {
	const DEVICES: usize = 200;
	const ROUNDS: usize = 20;
	let mut random = random("similarity");
	let (bob, tom) = (account("bob"), account("tom"));
	let (mut right, mut distance, mut ones) = (0usize, 0u64, 0u64);
	for _ in 0..ROUNDS {
		let mut towards = |party| -> Vec<(u32, Hash)> {
			let mut all: Vec<_> = (0..DEVICES as u32)
				.map(|device| (device, alias(&random.random::<[u8; 32]>(), device, party)))
				.collect();
			all.shuffle(&mut random);
			all
		};
		let (first, second) = (towards(&bob), towards(&tom));
		let far =
			|left: &Hash, right: &Hash| (*left ^ *right).as_bytes().iter().map(|byte| byte.count_ones()).sum::<u32>();
		for (device, name) in &first {
			let nearest = second.iter().min_by_key(|(_, other)| far(name, other)).expect("there are some");
			right += usize::from(nearest.0 == *device);
			let own = second.iter().find(|(other, _)| other == device).expect("each has one");
			distance += u64::from(far(name, &own.1));
			ones += u64::from(far(name, &Hash::zero()));
		}
	}
	// Expected: one right in each round, with a variance of about one; 5 standard deviations around it.
	let spread = 5.0 * (ROUNDS as f64).sqrt();
	assert!((right as f64 - ROUNDS as f64).abs() < spread, "{right} of {} pairs found", ROUNDS * DEVICES);
	// Each of 256 bits differs, or is one, half of the time.
	let bits = (256 * DEVICES * ROUNDS) as f64;
	for (what, count) in [("aliases of one device differ", distance), ("an alias has ones", ones)] {
		let deviation = (count as f64 - bits / 2.0).abs() / (bits.sqrt() / 2.0);
		assert!(deviation < 5.0, "{what} in {count} of {bits} bits");
	}
}

/// An observer who tries what he knows as the secret opens nothing; the two parties open theirs, and only theirs.
// covers M80
#[test]
fn only_the_secret_links_an_alias_to_its_device() {
	let mut random = random("guesses");
	let secret: [u8; 32] = random.random();
	let name = alias(&secret, 3, &account("bob"));
	let opened = |secret: &[u8; 32]| (0..1_000u32).find(|device| alias(secret, *device, &account("bob")) == name);
	let mut known = vec![[0; 32], [0xff; 32], GENESIS.0, name.0];
	known.extend(["alice", "bob", "robot"].map(|name| <[u8; 32]>::from(account(name))));
	known.extend((0..100).map(|_| random.random::<[u8; 32]>()));
	assert!(known.iter().all(|guess| opened(guess).is_none()));
	assert_eq!(opened(&secret), Some(3), "with the secret it is this device and no other");
	// One party's secret says nothing about the same device's alias towards another.
	let other: [u8; 32] = random.random();
	assert_ne!(alias(&secret, 3, &account("tom")), alias(&other, 3, &account("tom")));
}
