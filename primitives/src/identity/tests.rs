//! The arithmetic against curve25519-dalek, and what a proof proves.

use curve25519_dalek::{
	constants::EIGHT_TORSION, edwards::CompressedEdwardsY, montgomery::MontgomeryPoint, traits::IsIdentity,
};
use sp_core::{Pair, ed25519, hex2array, sr25519};

use super::*;

fn edwards(number: u32) -> ed25519::Pair {
	let mut seed = [7; 32];
	seed[..4].copy_from_slice(&number.to_le_bytes());
	ed25519::Pair::from_seed(&seed)
}

// covers M28
#[test]
fn the_x25519_form_is_that_of_another_implementation() {
	let keys: Vec<[u8; 32]> = (0..200).map(|number| edwards(number).public().0).collect();
	for (key, other) in keys.iter().zip(keys.iter().skip(1)) {
		let expected = CompressedEdwardsY(*key).decompress().expect("a point").to_montgomery();
		let found = EncryptionKey::of_edwards(key).expect("has a u");
		assert_eq!(found.0, expected.0);
		assert!(found.matches(key) && !found.matches(other) && !found.is_weak());
		// The sign of x does not matter to X25519.
		let mut mirrored = *key;
		mirrored[31] ^= 0x80;
		assert!(found.matches(&mirrored));
		let mut changed = found;
		changed.0[3] ^= 1;
		assert!(!changed.matches(key));
	}
}

/// The vector of libsodium's test `ed25519_convert`.
#[test]
fn the_form_is_libsodiums_and_its_secret_opens_it() {
	let seed = hex2array!("421151a459faeade3d247115f94aedae42318124095afabe4d1451a559faedee");
	let public = hex2array!("f1814f0e8ff1043d8a44d25babff3cedcae6c22c3edaa48f857ae70de2baae50");
	let secret = hex2array!("8052030376d47112be7f73ed7a019293dd12ad910b654455798b4667d73de166");
	let pair = ed25519::Pair::from_seed(&seed);
	assert_eq!(EncryptionKey::of_edwards(&pair.public().0), Some(EncryptionKey(public)));
	assert_eq!(MontgomeryPoint::mul_base_clamped(secret).0, public);
}

#[test]
fn a_number_that_is_not_canonical_matches_nothing() {
	let key = edwards(1).public().0;
	let found = EncryptionKey::of_edwards(&key).expect("has a u");
	// u + p, where it fits, names the same number.
	let (u, fits) = U256::from_little_endian(&found.0).overflowing_add(P);
	assert!(!fits);
	assert!(!EncryptionKey(u.to_little_endian()).matches(&key));
	// y = p is y = 0.
	let y = P.to_little_endian();
	assert_eq!(EncryptionKey::of_edwards(&y), None);
	assert!(!EncryptionKey([1; 32]).matches(&y));
	// y = 1 has no u.
	let mut one = [0; 32];
	one[0] = 1;
	assert_eq!(EncryptionKey::of_edwards(&one), None);
	assert!(!EncryptionKey([0; 32]).matches(&one));
}

#[test]
fn all_points_of_small_order_are_weak_and_keep_no_secret() {
	for point in EIGHT_TORSION {
		let edwards = point.compress().0;
		if !point.is_identity() {
			assert!(EncryptionKey::of_edwards(&edwards).expect("has a u").is_weak(), "{edwards:02x?}");
		}
	}
	for point in SMALL_ORDER {
		assert_eq!(MontgomeryPoint(point).mul_clamped([9; 32]).0, [0; 32]);
	}
}

/// Who gains by cheating: one who registers a key in whose name everybody can sign, and denies having signed.
// covers M28
#[test]
fn a_signing_key_without_a_secret_is_refused() {
	let secret = edwards(2);
	let encryption = EncryptionKey::of_edwards(&secret.public().0).expect("has a u");
	let refused = |signing, signing_proof: Signature| {
		let pair = KeyPair { signing, encryption };
		let payload = keys_payload(Hash::zero(), &[3u8; 32], 0, &pair);
		let encryption_proof = EncryptionProof { edwards: secret.public().0, signature: secret.sign(&payload).0 };
		NewKeys { pair, signing_proof, encryption_proof }.verify(&payload) == Err(KeyError::WeakKey)
	};
	let mut encodings: Vec<[u8; 32]> = EIGHT_TORSION.map(|point| point.compress().0).to_vec();
	// The points with x = 0 have two signs, and those with y below 19 two forms of y.
	for point in encodings.clone() {
		let mut other_sign = point;
		other_sign[31] ^= 0x80;
		encodings.push(other_sign);
	}
	for point in encodings.clone() {
		let sign = point[31] & 0x80;
		let y = U256::from_little_endian(&point) & (U256::MAX >> 1);
		let above = plus_p(y);
		if let Some(mut form) = above {
			form[31] |= sign;
			encodings.push(form);
		}
	}
	assert!(encodings.len() > 16, "some have a form that is not canonical");
	let mut forged = 0;
	for key in encodings {
		// R = the key itself or the neutral point, S = 0: one of them satisfies the equation for every message.
		for r in EIGHT_TORSION.map(|point| point.compress().0) {
			let mut signature = [0; 64];
			signature[..32].copy_from_slice(&r);
			let signature = ed25519::Signature::from_raw(signature);
			forged += u32::from(signature.verify(&b"anything"[..], &ed25519::Public::from_raw(key)));
			assert!(refused(SigningKey::Ed25519(key), signature.into()), "{key:02x?}");
		}
	}
	assert!(forged > 0, "the host's verifier takes such signatures, so the check is needed");
	assert!(refused(SigningKey::Sr25519([0; 32]), sr25519::Signature::from_raw([0; 64]).into()));
	assert!(!SigningKey::Ed25519(secret.public().0).is_weak());
	assert!(!SigningKey::Sr25519(sr25519::Pair::from_seed(&[1; 32]).public().0).is_weak());
}

/// The other form of a y coordinate, where it fits into 255 bits.
fn plus_p(y: U256) -> Option<[u8; 32]> {
	let (sum, over) = y.overflowing_add(P);
	(!over && !sum.bit(255)).then(|| sum.to_little_endian())
}

#[test]
fn both_proofs_are_needed_over_the_same_payload() {
	let (signing, secret) = (sr25519::Pair::from_seed(&[1; 32]), edwards(2));
	let pair = KeyPair {
		signing: SigningKey::Sr25519(signing.public().0),
		encryption: EncryptionKey::of_edwards(&secret.public().0).expect("has a u"),
	};
	let payload = keys_payload(Hash::zero(), &[3u8; 32], 0, &pair);
	let make = |signed: &[u8], sealed: &[u8]| NewKeys {
		pair,
		signing_proof: signing.sign(signed).into(),
		encryption_proof: EncryptionProof { edwards: secret.public().0, signature: secret.sign(sealed).0 },
	};
	assert_eq!(make(&payload, &payload).verify(&payload), Ok(()));
	assert_eq!(make(b"other", &payload).verify(&payload), Err(KeyError::SigningProof));
	assert_eq!(make(&payload, b"other").verify(&payload), Err(KeyError::EncryptionProof));
	// What is signed names chain, account, number and both keys.
	let others = [
		keys_payload(Hash::repeat_byte(1), &[3u8; 32], 0, &pair),
		keys_payload(Hash::zero(), &[4u8; 32], 0, &pair),
		keys_payload(Hash::zero(), &[3u8; 32], 1, &pair),
		keys_payload(Hash::zero(), &[3u8; 32], 0, &KeyPair { encryption: EncryptionKey([5; 32]), ..pair }),
	];
	for other in others {
		assert_ne!(other, payload);
		assert!(make(&payload, &payload).verify(&other).is_err());
	}
}

// covers M65
#[test]
fn a_handle_has_one_spelling_and_keeps_to_its_alphabet() {
	let parse = |text: &str| Handle::parse(text.as_bytes()).map(|handle| handle.as_bytes().to_vec());
	assert_eq!(parse("ACME-Service.2_b"), Ok(b"acme-service.2_b".to_vec()));
	assert_eq!(parse("ab"), Err(HandleError::TooShort));
	assert_eq!(parse(&"a".repeat(32)), Ok(vec![b'a'; 32]));
	assert_eq!(parse(&"a".repeat(33)), Err(HandleError::TooLong));
	for text in ["-ab", "ab-", "a--b", "a.-b", "___"] {
		assert_eq!(parse(text), Err(HandleError::Separator), "{text}");
	}
	for byte in 0..=u8::MAX {
		let allowed = byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
		assert_eq!(Handle::parse(&[b'a', byte, b'z']).is_ok(), allowed, "{byte}");
	}
}

// covers M65
#[test]
fn look_alikes_share_a_skeleton_and_others_do_not() {
	let skeleton = |text: &str| Handle::parse(text.as_bytes()).expect("is one").skeleton();
	let alike = [
		("acme", "acrne"),
		("google", "9oo91e"),
		("wells", "vveI1s"),
		("drill", "clri11"),
		("boss", "8055"),
		("zoo", "2oo"),
		("vulcan", "uvlcan"),
		("plant-one", "plant.0ne"),
		("plantone", "plant_one"),
		("mmm", "rnrnrn"),
	];
	for (one, other) in alike {
		assert_eq!(skeleton(one), skeleton(other), "{one} and {other}");
	}
	for (one, other) in [("acme", "acne"), ("plant-1", "plant-3"), ("mill", "kill"), ("abc", "abcd"), ("rrn", "rm-n")] {
		assert_ne!(skeleton(one), skeleton(other), "{one} and {other}");
	}
	assert_eq!(skeleton(&"w".repeat(32)).len(), 64);
}
