use std::{
	fs,
	os::unix::fs::{MetadataExt, PermissionsExt},
};

use bpiiot_primitives::claim_payload;
use subxt_signer::sr25519;

use crate::{H256, Key, KeyError, MultiSignature};

const MNEMONIC: &str = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";

fn write(content: &str, mode: u32) -> tempfile::NamedTempFile {
	let file = tempfile::NamedTempFile::new().unwrap();
	fs::write(file.path(), content).unwrap();
	fs::set_permissions(file.path(), fs::Permissions::from_mode(mode)).unwrap();
	file
}

// covers M56
#[test]
fn a_made_key_is_readable_by_its_owner_alone_and_loads_again() {
	let place = tempfile::tempdir().unwrap();
	let path = place.path().join("device.key");
	let (key, made) = Key::load_or_generate(&path).unwrap();
	assert!(made);
	assert_eq!(fs::metadata(&path).unwrap().mode() & 0o7777, 0o600);
	let (again, made) = Key::load_or_generate(&path).unwrap();
	assert!(!made);
	assert_eq!(again.account(), key.account());
	assert!(matches!(Key::generate(&path), Err(KeyError::Exists { .. })), "a key is never overwritten");
	assert_eq!(Key::load(&path).unwrap().account(), key.account());
	let left: Vec<_> = fs::read_dir(place.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
	assert_eq!(left, ["device.key"], "no copy is left behind");
	let other = Key::generate(&place.path().join("other.key")).unwrap();
	assert_ne!(other.account(), key.account());
}

#[test]
fn what_a_killed_start_has_left_is_not_in_the_way() {
	let place = tempfile::tempdir().unwrap();
	let path = place.path().join("device.key");
	// In a container the next start has the same process number.
	let left = place.path().join(format!(".device.key.{}", std::process::id()));
	fs::write(&left, "").unwrap();
	let (key, made) = Key::load_or_generate(&path).unwrap();
	assert!(made);
	assert_eq!(Key::load(&path).unwrap().account(), key.account());
	assert!(matches!(Key::generate(&path), Err(KeyError::Exists { .. })), "a key is never overwritten");
}

// covers M56
#[test]
fn files_that_others_can_open_are_refused() {
	for mode in [0o640, 0o604, 0o660, 0o644, 0o601, 0o777] {
		let file = write(MNEMONIC, mode);
		let error = Key::load(file.path()).unwrap_err();
		assert!(matches!(error, KeyError::Permissions { .. }), "{mode:o}: {error}");
		assert!(error.to_string().contains("chmod 600"), "{error}");
	}
	for mode in [0o600, 0o400] {
		Key::load(write(MNEMONIC, mode).path()).unwrap();
	}
}

#[test]
fn a_file_of_another_user_is_refused() {
	let file = write(MNEMONIC, 0o600);
	// Only root can give files away; for everybody else the system itself refuses to open such a file.
	if std::os::unix::fs::chown(file.path(), Some(12_345), None).is_ok() {
		let error = Key::load(file.path()).unwrap_err();
		assert!(matches!(error, KeyError::Owner { owner: 12_345, .. }), "{error}");
	}
}

#[test]
fn seeds_and_mnemonics_are_keys_and_nothing_else_is() {
	// The key of this well-known mnemonic, from `subkey inspect`.
	let account = "5DfhGyQdFobKM8NsWvEeAKk5EQQgYe9AydgJ7rMB6E1EqRzV";
	let seed = "0xfac7959dbfe72f052e5a0c3c8d6530f202b02fd8f9f5ca3580ec8deb7797479e";
	for content in [MNEMONIC.to_string(), format!("{seed}\n"), format!("  {MNEMONIC}\n")] {
		assert_eq!(Key::load(write(&content, 0o600).path()).unwrap().account().to_string(), account);
	}
	let long = "a".repeat(5_000);
	let words = "one two three";
	for content in ["", "0x", "0x12", &seed[..65], &seed[2..], words, &format!("{seed}00"), &long, "//Alice"] {
		let error = Key::load(write(content, 0o600).path()).unwrap_err();
		assert!(matches!(error, KeyError::Content { .. }), "{content:?}: {error}");
		assert!(content.len() < 4 || !error.to_string().contains(content), "{error}");
	}
	let file = write("", 0o600);
	fs::write(file.path(), [0xff, 0xfe, 0x00]).unwrap();
	assert!(matches!(Key::load(file.path()), Err(KeyError::Content { .. })));
	assert!(matches!(Key::load("/no/such/key".as_ref()), Err(KeyError::Io { .. })));
}

#[test]
fn printing_a_key_shows_its_account_only() {
	let text = format!("{:?}", Key::load(write(MNEMONIC, 0o600).path()).unwrap());
	assert_eq!(text, "Key { account: \"5DfhGyQdFobKM8NsWvEeAKk5EQQgYe9AydgJ7rMB6E1EqRzV\", secret: \"<redacted>\" }");
}

#[test]
fn a_claim_is_the_devices_signature_over_chain_owner_and_end() {
	let device = Key::development("Device").unwrap();
	let owner = Key::development("Alice").unwrap().account();
	let genesis = H256([7; 32]);
	let claim = device.claim(genesis, &owner, 99).0;
	assert_eq!(claim.until, 99);
	let MultiSignature::Sr25519(signature) = claim.signature else { panic!("sr25519") };
	let signature = sr25519::Signature(signature);
	let public = sr25519::PublicKey(device.account().0);
	let signed = |chain: [u8; 32], owner: [u8; 32], until: u32| {
		let payload = claim_payload(chain.into(), &bpiiot_primitives::AccountId::new(owner), until);
		sr25519::verify(&signature, payload, &public)
	};
	assert!(signed([7; 32], owner.0, 99));
	assert!(!signed([8; 32], owner.0, 99), "a claim does not hold on another chain");
	assert!(!signed([7; 32], device.account().0, 99), "nor for another owner");
	assert!(!signed([7; 32], owner.0, 100), "nor for longer");
}
