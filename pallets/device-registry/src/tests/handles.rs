//! Strings that look alike.

use std::collections::HashMap;

use bpiiot_primitives::identity::Handle;
use frame_support::assert_ok;
use proptest::prelude::*;

use crate::{Error, mock::*};

fn seeded(what: &str) -> (proptest::test_runner::TestRunner, [u8; 32]) {
	use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
	let text = std::env::var("PROPTEST_SEED").unwrap_or_default();
	let seed = sp_io::hashing::blake2_256(format!("{what}{text}").as_bytes());
	println!("seed {seed:02x?}; PROPTEST_SEED chooses another");
	let config = Config { cases: 256, failure_persistence: None, ..Default::default() };
	(TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed)), seed)
}

/// Replaces characters by others that look like them, at places that `choices` picks.
fn disguise(text: &str, choices: &[u8]) -> String {
	let swaps: [(&str, &str); 18] = [
		("o", "0"),
		("0", "O"),
		("l", "1"),
		("1", "I"),
		("i", "l"),
		("z", "2"),
		("s", "5"),
		("b", "8"),
		("b", "6"),
		("g", "9"),
		("g", "q"),
		("v", "u"),
		("rn", "m"),
		("m", "rn"),
		("vv", "w"),
		("w", "uu"),
		("cl", "d"),
		("d", "ci"),
	];
	let mut text = text.to_string();
	for choice in choices {
		let (from, to) = swaps[usize::from(*choice) % swaps.len()];
		let places: Vec<usize> = text.match_indices(from).map(|found| found.0).collect();
		if let Some(at) = places.get(usize::from(*choice) / swaps.len() % places.len().max(1)) {
			let longer = format!("{}{to}{}", &text[..*at], &text[at + from.len()..]);
			if longer.len() <= 32 {
				text = longer;
			}
		}
	}
	text
}

// covers M65
#[test]
fn whoever_disguises_a_string_ends_at_the_same_one() {
	let (mut runner, seed) = seeded("disguise");
	let strings = ("[a-z0-9]{3,20}", proptest::collection::vec(any::<u8>(), 0..12), any::<bool>());
	let mut changed = 0u32;
	let result = runner.run(&strings, |(text, choices, dotted)| {
		let mut other = disguise(&text, &choices);
		if dotted && other.len() < 32 {
			other.insert(1, '.');
		}
		let (first, second) = (Handle::parse(text.as_bytes()), Handle::parse(other.as_bytes()));
		let (first, second) = (first.expect("is one"), second.expect("is one"));
		prop_assert_eq!(first.skeleton(), second.skeleton(), "{} and {}", text, other);
		Ok(())
	});
	result.unwrap_or_else(|error| panic!("seed {seed:02x?}: {error}"));
	for choice in 0..=u8::MAX {
		changed += u32::from(disguise("good-milling-wood-99-acid", &[choice]) != "good-milling-wood-99-acid");
	}
	assert!(changed > 100, "the disguises change something");
}

// covers M65
#[test]
fn the_spelling_is_unique_and_the_skeleton_is_of_each_character_alone() {
	let (mut runner, seed) = seeded("spelling");
	let result = runner.run(&("[a-zA-Z0-9]{3,16}", "[a-zA-Z0-9]{3,16}"), |(left, right)| {
		let parse = |text: &str| Handle::parse(text.as_bytes()).expect("is one");
		let (first, second, both) = (parse(&left), parse(&right), parse(&format!("{left}{right}")));
		prop_assert_eq!(&Handle::parse(first.as_bytes()), &Ok(first.clone()));
		prop_assert_eq!(parse(&left.to_uppercase()), parse(&left.to_lowercase()));
		let together: Vec<u8> = first.skeleton().iter().chain(second.skeleton().iter()).copied().collect();
		prop_assert_eq!(both.skeleton().into_inner(), together);
		Ok(())
	});
	result.unwrap_or_else(|error| panic!("seed {seed:02x?}: {error}"));
}

// covers M65
#[test]
fn a_registry_of_many_strings_is_unique_both_ways() {
	use rand::{Rng, SeedableRng};
	let chosen = std::env::var("PROPTEST_SEED").unwrap_or_default();
	let seed = sp_io::hashing::blake2_256(format!("registry{chosen}").as_bytes());
	println!("seed {seed:02x?}; PROPTEST_SEED chooses another");
	let mut random = rand_chacha::ChaCha20Rng::from_seed(seed);
	ExtBuilder::default().build_and_execute(|| {
		let (mut by_skeleton, mut refused) = (HashMap::new(), 0u32);
		for number in 0..300u32 {
			let name = format!("participant {number}");
			super::endow(&name, RICH);
			let role = bpiiot_primitives::Role::ThirdParty;
			assert_ok!(DeviceRegistry::register_participant(signed(&name), role, text(&name)));
			// Few short strings over a small alphabet, so that many collide.
			let wish: String = (0..3).map(|_| b"o0l1imrnvw"[random.random_range(0..10)] as char).collect();
			let skeleton = Handle::parse(wish.as_bytes()).expect("is one").skeleton();
			let done = DeviceRegistry::register_identity(signed(&name), handle(&wish), keys(&name, "0"));
			match by_skeleton.get(&skeleton) {
				None => {
					assert_ok!(done);
					by_skeleton.insert(skeleton, (wish, name));
				}
				Some(_) => {
					assert_eq!(done, Err(Error::<Test>::HandleTaken.into()));
					refused += 1;
				}
			}
		}
		assert!(refused > 50 && by_skeleton.len() > 50, "{refused} refused, {} taken", by_skeleton.len());
		for (wish, name) in by_skeleton.values() {
			let found = DeviceRegistry::identity_by_handle(wish.clone().into_bytes()).expect("registered");
			assert_eq!(found.1.account, account(name));
			assert_eq!(DeviceRegistry::identity_by_account(account(name)), Some(found));
		}
	});
}
