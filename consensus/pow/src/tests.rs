use std::{collections::BTreeSet, sync::LazyLock};

use codec::{Decode, Encode};
use proptest::prelude::*;
use sp_consensus_pow::POW_ENGINE_ID as SDK_ENGINE_ID;
use sp_core::{H256, Pair, U256, sr25519};
use sp_runtime::{
	Digest, DigestItem, OpaqueExtrinsic, generic,
	traits::{BlakeTwo256, Header as _},
};

use super::*;
use crate::seal::decode_item;

type Header = generic::Header<u32, BlakeTwo256>;
pub(crate) type Block = generic::Block<Header, OpaqueExtrinsic>;

fn miner() -> sr25519::Pair {
	sr25519::Pair::from_seed(&[7; 32])
}

fn unsealed(author: Option<AuthorDigest>) -> Header {
	let logs = author.into_iter().map(|author| author.to_item()).collect();
	Header::new(3, H256::repeat_byte(1), H256::repeat_byte(2), H256::repeat_byte(3), Digest { logs })
}

fn authored() -> Header {
	unsealed(Some(AuthorDigest { key: miner().public(), reward_account: [9; 32].into() }))
}

/// Searches as a mining thread does.
fn mine<A: Algorithm>(algorithm: &A, header: &Header, difficulty: U256, pair: &sr25519::Pair) -> Seal {
	let pre_hash = header.hash();
	let signature = pair.sign(pre_hash.as_ref());
	let mut scratch = A::scratch();
	for nonce in 0.. {
		let challenge = challenge(pre_hash.as_ref(), &signature, nonce);
		for solution in algorithm.solve(&challenge, &mut scratch) {
			if meets(work(&challenge, &solution), difficulty) {
				return Seal { nonce, solution, difficulty, signature };
			}
		}
	}
	unreachable!("the nonces do not end before a solution is found")
}

/// A header with a good seal.
pub(crate) fn sealed(number: u32, difficulty: U256) -> Header {
	let mut header = Header { number, ..authored() };
	let seal = mine(&EquiXAlgorithm, &header, difficulty, &miner());
	header.digest.push(seal.to_item());
	header
}

fn check(header: &Header, seal: Seal) -> Result<CheckedSeal, SealError> {
	check_seal::<Block, _>(&EquiXAlgorithm, header, seal)
}

// covers M4
#[test]
fn a_mined_seal_is_accepted_and_names_its_author() {
	let header = authored();
	let seal = mine(&EquiXAlgorithm, &header, U256::from(20), &miner());
	let checked = check(&header, seal.clone()).unwrap();
	assert_eq!(checked.seal, seal);
	assert_eq!(
		Some(checked.work),
		header_work::<Block>({
			let mut sealed = header.clone();
			sealed.digest.push(seal.to_item());
			sealed
		})
	);
	assert_eq!(checked.author.key, miner().public());

	let mut sealed = header.clone();
	sealed.digest.push(seal.to_item());
	let (item, taken) = take_seal::<Block>(&mut sealed).unwrap();
	assert_eq!((item, taken, sealed), (seal.to_item(), seal, header));
}

#[test]
fn each_part_of_a_seal_is_checked() {
	let header = authored();
	let seal = mine(&EquiXAlgorithm, &header, U256::from(4), &miner());

	let claim = |difficulty| Seal { difficulty, ..seal.clone() };
	assert_eq!(check(&header, claim(U256::zero())).unwrap_err(), SealError::ZeroDifficulty);
	assert_eq!(check(&header, claim(U256::MAX)).unwrap_err(), SealError::TooLittleWork);

	// With a difficulty of one any hash is enough, so that only the solution can be at fault.
	let wrong = Seal { nonce: seal.nonce.wrapping_add(1), ..claim(U256::one()) };
	assert_eq!(check(&header, wrong).unwrap_err(), SealError::WrongSolution);
	let mut solution = seal.solution;
	solution[0] ^= 1;
	assert_eq!(check(&header, Seal { solution, ..claim(U256::one()) }).unwrap_err(), SealError::WrongSolution);

	let thief = sr25519::Pair::from_seed(&[8; 32]);
	let stolen = mine(&EquiXAlgorithm, &header, U256::from(4), &thief);
	assert_eq!(check(&header, stolen).unwrap_err(), SealError::WrongSignature);
}

/// Who gains by cheating: an author who signs a solved header again, for another block at no work.
#[test]
fn a_proof_is_worth_nothing_under_another_signature() {
	let header = authored();
	let seal = mine(&EquiXAlgorithm, &header, U256::from(200), &miner());
	let again = Seal { signature: miner().sign(header.hash().as_ref()), ..seal.clone() };
	assert_ne!(again.signature, seal.signature, "signing is randomised");
	assert!(matches!(check(&header, again).unwrap_err(), SealError::TooLittleWork | SealError::WrongSolution));
	assert!(check(&header, seal).is_ok());
}

/// Who gains by cheating: a miner who puts his own account into another's proven block. The proof covers the author.
#[test]
fn a_proof_is_worth_nothing_under_another_author() {
	let header = authored();
	let seal = mine(&EquiXAlgorithm, &header, U256::from(200), &miner());
	let thief = sr25519::Pair::from_seed(&[8; 32]);
	let theirs = unsealed(Some(AuthorDigest { key: thief.public(), reward_account: [8; 32].into() }));
	let resigned = Seal { signature: thief.sign(theirs.hash().as_ref()), ..seal };
	assert!(matches!(check(&theirs, resigned).unwrap_err(), SealError::TooLittleWork | SealError::WrongSolution));
}

#[test]
fn a_header_names_exactly_one_author() {
	let author = AuthorDigest { key: miner().public(), reward_account: [9; 32].into() };
	let seal = mine(&EquiXAlgorithm, &authored(), U256::one(), &miner());

	assert_eq!(check(&unsealed(None), seal.clone()).unwrap_err(), SealError::Author);
	let mut twice = unsealed(Some(author.clone()));
	twice.digest.push(author.to_item());
	assert_eq!(check(&twice, seal.clone()).unwrap_err(), SealError::Author);
	let mut longer = unsealed(None);
	longer.digest.push(DigestItem::PreRuntime(POW_ENGINE_ID, [author.encode(), vec![0]].concat()));
	assert_eq!(check(&longer, seal).unwrap_err(), SealError::Author);
}

#[test]
fn only_a_whole_seal_at_the_end_is_taken_off() {
	let seal = mine(&EquiXAlgorithm, &authored(), U256::one(), &miner());
	let take = |items: Vec<DigestItem>| {
		let mut header = authored();
		items.into_iter().for_each(|item| header.digest.push(item));
		take_seal::<Block>(&mut header).map(|_| ())
	};

	assert_eq!(take(vec![seal.to_item()]), Ok(()));
	assert_eq!(take(vec![]), Err(SealError::Missing));
	assert_eq!(take(vec![seal.to_item(), DigestItem::Other(vec![])]), Err(SealError::Missing));
	assert_eq!(take(vec![DigestItem::Seal(*b"aura", seal.encode())]), Err(SealError::Missing));
	assert_eq!(take(vec![DigestItem::Seal(POW_ENGINE_ID, seal.encode()[1..].to_vec())]), Err(SealError::Malformed));
	let longer = [seal.encode(), vec![0]].concat();
	assert_eq!(take(vec![DigestItem::Seal(POW_ENGINE_ID, longer)]), Err(SealError::Malformed));
	let huge = DigestItem::Other(vec![0; MAX_DIGEST_LEN]);
	assert_eq!(take(vec![huge, seal.to_item()]), Err(SealError::DigestTooLarge));
}

#[test]
fn two_seals_are_refused() {
	let mut sealed = authored();
	let seal = mine(&EquiXAlgorithm, &authored(), U256::one(), &miner());
	sealed.digest.push(seal.to_item());
	// The second seal is made for the header with the first in it, so it is good in itself.
	let second = mine(&EquiXAlgorithm, &sealed, U256::one(), &miner());
	assert_eq!(check(&sealed, second).unwrap_err(), SealError::Several);
}

/// A puzzle for tests: any 16 bytes whose hash with the challenge starts with a zero nibble.
#[derive(Clone)]
struct HashCash;

impl Algorithm for HashCash {
	type Scratch = ();

	fn scratch() {}

	fn solve(&self, challenge: &[u8; 32], (): &mut ()) -> Vec<Solution> {
		(0..64u128).map(u128::to_le_bytes).filter(|solution| self.verify(challenge, solution)).collect()
	}

	fn verify(&self, challenge: &[u8; 32], solution: &Solution) -> bool {
		sp_crypto_hashing::twox_64(&[&challenge[..], solution].concat())[0] < 16
	}
}

// covers M9
#[test]
fn another_puzzle_takes_the_place_of_equix() {
	let header = authored();
	let seal = mine(&HashCash, &header, U256::from(50), &miner());
	assert!(check_seal::<Block, _>(&HashCash, &header, seal.clone()).is_ok());
	assert_eq!(
		check_seal::<Block, _>(&EquiXAlgorithm, &header, seal).unwrap_err(),
		SealError::WrongSolution,
		"a seal of one puzzle is none of the other",
	);
}

#[test]
fn the_engine_id_is_the_one_that_clients_know() {
	assert_eq!(POW_ENGINE_ID, SDK_ENGINE_ID);
}

#[test]
fn every_reason_has_its_own_label_and_counter() {
	let labels: BTreeSet<_> = SealError::ALL.iter().map(|reason| reason.label()).collect();
	assert_eq!(labels.len(), SealError::ALL.len());
	for (index, reason) in SealError::ALL.into_iter().enumerate() {
		assert_eq!(reason as usize, index, "{reason:?} is not where its counter is");
	}
}

#[test]
fn the_work_bound_is_exact() {
	for difficulty in [1u64, 2, 3, 1_400, u64::MAX] {
		let bound = U256::MAX / difficulty;
		assert!(meets(bound, difficulty.into()));
		assert_eq!(meets(bound.saturating_add(U256::one()), difficulty.into()), bound == U256::MAX);
	}
	assert!(!meets(U256::zero(), U256::zero()));
}

/// A million with BPIIOT_SOAK=1, as many as PROPTEST_CASES says, or `default`.
fn cases(default: u32) -> ProptestConfig {
	let soak = std::env::var_os("BPIIOT_SOAK").is_some_and(|value| value == "1");
	let cases = match std::env::var("PROPTEST_CASES") {
		_ if soak => 1_000_000,
		Ok(cases) => cases.parse().expect("PROPTEST_CASES is a number"),
		Err(_) => default,
	};
	ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

fn any_item() -> impl Strategy<Value = DigestItem> {
	let engine = prop_oneof![3 => Just(POW_ENGINE_ID), 1 => any::<[u8; 4]>()];
	let data = prop_oneof![
		prop::collection::vec(any::<u8>(), 0..200),
		(any::<u64>(), any::<[u8; 16]>(), any::<[u64; 4]>(), any::<[u8; 64]>()).prop_map(
			|(nonce, solution, difficulty, signature)| {
				let signature = sr25519::Signature::from_raw(signature);
				Seal { nonce, solution, difficulty: U256(difficulty), signature }.encode()
			}
		),
		any::<([u8; 32], [u8; 32])>().prop_map(|(key, account)| {
			AuthorDigest { key: sr25519::Public::from_raw(key), reward_account: account.into() }.encode()
		}),
	];
	prop_oneof![
		(engine.clone(), data.clone()).prop_map(|(engine, data)| DigestItem::PreRuntime(engine, data)),
		(engine.clone(), data.clone()).prop_map(|(engine, data)| DigestItem::Seal(engine, data)),
		(engine, data.clone()).prop_map(|(engine, data)| DigestItem::Consensus(engine, data)),
		data.prop_map(DigestItem::Other),
		prop::collection::vec(any::<u8>(), MAX_DIGEST_LEN..MAX_DIGEST_LEN + 3).prop_map(DigestItem::Other),
		Just(DigestItem::RuntimeEnvironmentUpdated),
	]
}

proptest! {
	#![proptest_config(cases(4_096))]

	#[test]
	fn seals_of_any_bytes_are_refused_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..256)) {
		let item = DigestItem::Seal(POW_ENGINE_ID, bytes.clone());
		if let Ok(seal) = decode_item(&item) {
			prop_assert_eq!(seal.encode(), bytes.clone());
			prop_assert!(check(&authored(), seal).is_err());
		}
		let _ = AuthorDigest::decode(&mut bytes.as_slice());
	}

	#[test]
	fn random_solutions_are_refused(nonce: u64, solution: [u8; 16], signature: [u8; 64]) {
		let seal = Seal { nonce, solution, difficulty: U256::one(), signature: sr25519::Signature::from_raw(signature) };
		prop_assert_eq!(check(&authored(), seal).unwrap_err(), SealError::WrongSolution);
	}

	#[test]
	fn digests_of_any_items_are_refused_without_a_panic(items in prop::collection::vec(any_item(), 0..6), named: bool) {
		let mut header = unsealed(named.then(|| AuthorDigest { key: miner().public(), reward_account: [9; 32].into() }));
		items.into_iter().for_each(|item| header.digest.push(item));
		prop_assert!(check_sealed::<Block, _>(&EquiXAlgorithm, header.clone()).is_err());
		let _ = header_work::<Block>(header);
	}

	/// Any change of a good header: of a bit, of its length. Only the claimed difficulty is not covered by the proof;
	/// the import compares it with the required one.
	#[test]
	fn a_changed_header_is_refused_without_a_panic(at: prop::sample::Index, bit in 0..8u8, length: prop::sample::Index) {
		let good = GOOD.encode();
		let mut flipped = good.clone();
		flipped[at.index(good.len())] ^= 1 << bit;
		for bytes in [flipped.as_slice(), &good[..length.index(good.len())]] {
			if let Ok(header) = Header::decode(&mut &bytes[..]) {
				let (original, _, good) = check_sealed::<Block, _>(&EquiXAlgorithm, GOOD.clone()).unwrap();
				if let Ok((header, _, checked)) = check_sealed::<Block, _>(&EquiXAlgorithm, header) {
					prop_assert_ne!(checked.seal.difficulty, good.seal.difficulty);
					prop_assert_eq!(Seal { difficulty: good.seal.difficulty, ..checked.seal }, good.seal);
					prop_assert_eq!(header, original);
				}
			}
		}
	}
}

static GOOD: LazyLock<Header> = LazyLock::new(|| sealed(7, U256::from(8)));
