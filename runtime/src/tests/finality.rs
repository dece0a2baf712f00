//! Sessions, the committee, and what happens to a verifier that votes twice: whole blocks, as a node applies them.

use codec::{Decode, Encode};
use frame_support::{
	assert_ok,
	dispatch::{DispatchClass, GetDispatchInfo},
	instances::Instance1,
	traits::{Contains, KeyOwnerProofSystem, fungible::InspectHold},
};
use pallet_verifiers::Status;
use sp_consensus_grandpa::{
	AuthorityId, ConsensusLog, EquivocationProof, GRANDPA_ENGINE_ID, KEY_TYPE, ScheduledChange,
	runtime_decl_for_grandpa_api::GrandpaApi,
};
use sp_core::{
	Pair, ed25519,
	offchain::{OffchainDbExt, OffchainWorkerExt, TransactionPoolExt, testing},
};
use sp_keyring::Ed25519Keyring;
use sp_keystore::{KeystoreExt, testing::MemoryKeystore};
use sp_runtime::{
	DigestItem,
	traits::{BlakeTwo256, Hash as _},
	transaction_validity::{InvalidTransaction, TransactionSource, TransactionValidity},
};
use sp_session::runtime_decl_for_session_keys::SessionKeys as SessionKeysApi;

use super::*;

type Committee = pallet_collective::Call<Runtime, Instance1>;

/// The length of a session in these tests, in blocks.
const SESSION: BlockNumber = 5;

/// The preset of several machines, with short sessions: Alice, Bob and Charlie are the verifiers and the committee.
fn plant() -> sp_io::TestExternalities {
	let mut config = serde_json::to_value(RuntimeGenesisConfig::default()).unwrap();
	let preset = genesis::preset(&sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET.into()).unwrap();
	merge(&mut config, serde_json::from_slice(&preset).unwrap());
	merge(&mut config, serde_json::json!({ "verifiers": { "sessionLength": SESSION } }));
	let mut ext = sp_io::TestExternalities::default();
	ext.execute_with(|| {
		frame_support::genesis_builder_helper::build_state::<RuntimeGenesisConfig>(config.to_string().into_bytes())
			.unwrap();
	});
	ext
}

/// Makes empty blocks until session `index` has begun, and returns the headers of the sets that they announced.
fn go_to_session(index: u32) -> Vec<ScheduledChange<BlockNumber>> {
	let mut changes = Vec::new();
	while Session::current_index() < index {
		begin();
		changes.extend(announced(&end()));
	}
	changes
}

/// The changes of the set that a header announces.
fn announced(header: &Header) -> Vec<ScheduledChange<BlockNumber>> {
	let log = |item: &DigestItem| match item {
		DigestItem::Consensus(GRANDPA_ENGINE_ID, data) => Some(ConsensusLog::decode(&mut data.as_slice()).unwrap()),
		_ => None,
	};
	header
		.digest
		.logs
		.iter()
		.filter_map(log)
		.map(|log| match log {
			ConsensusLog::ScheduledChange(change) => change,
			other => panic!("not a scheduled change: {other:?}"),
		})
		.collect()
}

fn authorities() -> Vec<AuthorityId> {
	Runtime::grandpa_authorities().into_iter().map(|(id, _)| id).collect()
}

fn ids(keys: &[Ed25519Keyring]) -> Vec<AuthorityId> {
	keys.iter().map(|key| key.public().into()).collect()
}

fn bond(of: Sr25519Keyring) -> Balance {
	Balances::balance_on_hold(&pallet_verifiers::HoldReason::Bond.into(), &of.to_account_id())
}

fn status(of: Sr25519Keyring) -> Option<Status> {
	Verifiers::verifier(of.to_account_id()).map(|verifier| verifier.status)
}

/// Registers the ed25519 key of the same name, with the proof of possession that a node makes.
fn set_keys(of: Sr25519Keyring, key: Ed25519Keyring) -> pallet_session::Call<Runtime> {
	let owner = of.to_account_id();
	let proof = sp_core::proof_of_possession::ProofOfPossessionGenerator::generate_proof_of_possession(
		&mut key.pair(),
		&owner.encode(),
	);
	pallet_session::Call::set_keys { keys: SessionKeys { grandpa: key.public().into() }, proof: proof.encode() }
}

/// Has Alice propose a call, and the given members vote for it; then closes the motion.
fn decide(call: impl Into<RuntimeCall>, ayes: &[Sr25519Keyring]) {
	let call: RuntimeCall = call.into();
	let (proposal_hash, length_bound) = (BlakeTwo256::hash_of(&call), call.encoded_size() as u32);
	let index = pallet_collective::ProposalCount::<Runtime, Instance1>::get();
	let proposal_weight_bound = call.get_dispatch_info().call_weight;
	assert_ok!(send(Alice, Committee::propose { threshold: 2, proposal: Box::new(call), length_bound }).unwrap());
	for aye in ayes {
		assert_ok!(send(*aye, Committee::vote { proposal: proposal_hash, index, approve: true }).unwrap());
	}
	let close = Committee::close { proposal_hash, index, proposal_weight_bound, length_bound };
	assert_ok!(send(Alice, close).unwrap());
}

fn admit(who: Sr25519Keyring) -> pallet_verifiers::Call<Runtime> {
	pallet_verifiers::Call::admit { who: who.to_account_id() }
}

/// Two precommits of a key in one round.
fn votes(key: Ed25519Keyring, set_id: u64, round: u64) -> EquivocationProof<Hash, BlockNumber> {
	let vote = |hash: u8| {
		let target = (Hash::repeat_byte(hash), 3 as BlockNumber);
		// A message is a variant, here the precommit, and its target; what is signed has the round and the set behind it.
		(target, key.pair().sign(&(1u8, target, round, set_id).encode()))
	};
	let encoded = (set_id, 1u8, round, key.public(), vote(1), vote(2)).encode();
	EquivocationProof::decode(&mut encoded.as_slice()).unwrap()
}

/// What a pool asks before it takes an extrinsic from another node. Like there, what the check writes is forgotten.
fn check(extrinsic: &UncheckedExtrinsic) -> TransactionValidity {
	forgotten(|| Executive::validate_transaction(TransactionSource::External, extrinsic.clone(), System::parent_hash()))
}

/// What a node runs beside the chain leaves no trace in its state.
fn forgotten<R>(run: impl FnOnce() -> R) -> R {
	use frame_support::storage::{TransactionOutcome, with_transaction_unchecked};
	with_transaction_unchecked(|| TransactionOutcome::Rollback(run()))
}

/// The state with what an offchain worker reaches, the keys of the given seed, and a look into the pool.
fn node(seed: &str) -> (sp_io::TestExternalities, impl Fn() -> Vec<UncheckedExtrinsic> + use<>) {
	let mut ext = plant();
	let keystore = MemoryKeystore::new();
	sp_keystore::Keystore::ed25519_generate_new(&keystore, KEY_TYPE, Some(seed)).unwrap();
	let (offchain, _) = testing::TestOffchainExt::new();
	let (pool, state) = testing::TestTransactionPoolExt::new();
	ext.register_extension(KeystoreExt::new(keystore));
	ext.register_extension(OffchainDbExt::new(offchain.clone()));
	ext.register_extension(OffchainWorkerExt::new(offchain));
	ext.register_extension(TransactionPoolExt::new(pool));
	let sent = move || {
		let sent = std::mem::take(&mut state.write().transactions);
		sent.iter().map(|bytes| UncheckedExtrinsic::decode(&mut bytes.as_slice()).unwrap()).collect()
	};
	(ext, sent)
}

// covers M66
#[test]
fn the_committee_admits_a_verification_node_that_then_votes_and_removes_one_that_no_longer_does() {
	plant().execute_with(|| {
		let three = [Ed25519Keyring::Alice, Ed25519Keyring::Bob, Ed25519Keyring::Charlie];
		begin();
		assert_eq!(authorities(), ids(&three));
		assert_ok!(send(Dave, set_keys(Dave, Ed25519Keyring::Dave)).unwrap());
		assert_ok!(send(Dave, pallet_verifiers::Call::apply {}).unwrap());
		assert_eq!(bond(Dave), configs::VERIFIER_BOND);
		decide(admit(Dave), &[Alice, Charlie]);
		assert_eq!(status(Dave), Some(Status::Active));
		assert!(announced(&end()).is_empty());

		let all = [three[0], three[1], three[2], Ed25519Keyring::Dave];
		assert!(go_to_session(1).is_empty(), "first it is planned");
		let changes = go_to_session(2);
		assert_eq!(System::block_number(), 2 * SESSION);
		assert_eq!(changes.len(), 1);
		assert_eq!((changes[0].delay, authorities(), Runtime::current_set_id()), (0, ids(&all), 1));
		let announced: Vec<_> = changes[0].next_authorities.iter().map(|(id, _)| id.clone()).collect();
		assert_eq!(announced, ids(&all));

		begin();
		decide(pallet_verifiers::Call::remove { who: Bob.to_account_id() }, &[Alice, Charlie]);
		end();
		assert_eq!(go_to_session(4).len(), 1);
		assert_eq!(authorities(), ids(&[all[0], all[2], all[3]]));
		assert_eq!((bond(Bob), status(Bob)), (configs::VERIFIER_BOND, Some(Status::Leaving)));
		assert!(go_to_session(8).is_empty());
		assert_eq!(Runtime::current_set_id(), 2, "as many sets as changes were announced");
		assert_supply_is_whole();
	});
}

#[test]
fn neither_an_account_nor_a_minority_of_the_committee_admits() {
	plant().execute_with(|| {
		begin();
		assert_ok!(send(Dave, set_keys(Dave, Ed25519Keyring::Dave)).unwrap());
		assert_ok!(send(Dave, pallet_verifiers::Call::apply {}).unwrap());
		assert_eq!(send(Dave, admit(Dave)).unwrap(), Err(DispatchError::BadOrigin));
		assert_eq!(send(Alice, admit(Dave)).unwrap(), Err(DispatchError::BadOrigin));
		// A motion that one vote carries is one of three members.
		let proposal = Box::new(RuntimeCall::from(admit(Dave)));
		let length_bound = proposal.encoded_size() as u32;
		assert_ok!(send(Alice, Committee::propose { threshold: 1, proposal: proposal.clone(), length_bound }).unwrap());
		let stranger = Committee::propose { threshold: 2, proposal, length_bound };
		assert_eq!(
			send(Dave, stranger).unwrap(),
			Err(pallet_collective::Error::<Runtime, Instance1>::NotMember.into())
		);
		assert_eq!(status(Dave), None);
		end();
	});
}

#[test]
fn the_committee_changes_its_members_with_three_quarters() {
	plant().execute_with(|| {
		begin();
		let new_members = vec![Alice.to_account_id(), Dave.to_account_id()];
		let change = || Committee::set_members { new_members: new_members.clone(), prime: None, old_count: 3 };
		decide(change(), &[Alice, Bob]);
		assert_eq!(pallet_collective::Members::<Runtime, Instance1>::get().len(), 3, "two of three are not enough");
		end();
		begin();
		// Three votes, and a threshold of three.
		let call = RuntimeCall::from(change());
		let (proposal_hash, length_bound) = (BlakeTwo256::hash_of(&call), call.encoded_size() as u32);
		let proposal_weight_bound = call.get_dispatch_info().call_weight;
		assert_ok!(send(Alice, Committee::propose { threshold: 3, proposal: Box::new(call), length_bound }).unwrap());
		for aye in [Alice, Bob, Charlie] {
			let vote = Committee::vote { proposal: proposal_hash, index: 1, approve: true };
			assert_ok!(send(aye, vote).unwrap());
		}
		let close = Committee::close { proposal_hash, index: 1, proposal_weight_bound, length_bound };
		assert_ok!(send(Alice, close).unwrap());
		let mut members = pallet_collective::Members::<Runtime, Instance1>::get();
		members.sort();
		let mut expected = new_members;
		expected.sort();
		assert_eq!(members, expected);
		end();
	});
}

#[test]
fn two_votes_in_one_round_are_reported_by_a_node_and_cost_the_bond() {
	let (mut ext, sent) = node("//Alice");
	ext.execute_with(|| {
		go_to_session(1);
		begin();
		let proof = votes(Ed25519Keyring::Bob, 0, 7);
		let owner = Runtime::generate_key_ownership_proof(0, Ed25519Keyring::Bob.public().into()).unwrap();
		end();
		Runtime::submit_report_equivocation_unsigned_extrinsic(proof, owner).expect("the pool takes it");
		let [report]: [_; 1] = sent().try_into().expect("one transaction");

		begin();
		let validity = check(&report).expect("anybody's pool takes it");
		assert!(validity.propagate);
		let (issued, free) = (Balances::total_issuance(), Balances::free_balance(Bob.to_account_id()));
		assert_ok!(Executive::apply_extrinsic(report.clone()).unwrap());
		assert_eq!((bond(Bob), status(Bob)), (0, Some(Status::Slashed)));
		assert_eq!(Balances::free_balance(Bob.to_account_id()), free, "nothing beside the bond");
		assert_eq!(Balances::total_issuance(), issued - configs::VERIFIER_BOND);
		assert_eq!(check(&report), Err(InvalidTransaction::Stale.into()));
		end();

		let changes = go_to_session(3);
		assert_eq!(changes.len(), 1);
		assert_eq!(authorities(), ids(&[Ed25519Keyring::Alice, Ed25519Keyring::Charlie]));
		assert_supply_is_whole();
	});
}

// covers M13
#[test]
fn a_report_that_proves_nothing_stays_out_of_the_pool() {
	plant().execute_with(|| {
		go_to_session(1);
		begin();
		let owner_of = |key: Ed25519Keyring| {
			let opaque = Runtime::generate_key_ownership_proof(0, key.public().into()).unwrap();
			opaque.decode::<sp_session::MembershipProof>().unwrap()
		};
		let report = |proof, key_owner_proof| {
			let call =
				pallet_verifiers::Call::report_equivocation { equivocation_proof: Box::new(proof), key_owner_proof };
			let extension =
				<Runtime as frame_system::offchain::CreateAuthorizedTransaction<RuntimeCall>>::create_extension();
			UncheckedExtrinsic::new_transaction(call.into(), extension)
		};
		let bad = Err(InvalidTransaction::BadProof.into());
		assert_eq!(check(&report(votes(Ed25519Keyring::Bob, 0, 7), owner_of(Ed25519Keyring::Alice))), bad);
		assert_eq!(check(&report(votes(Ed25519Keyring::Dave, 0, 7), owner_of(Ed25519Keyring::Alice))), bad);
		assert_eq!(check(&report(votes(Ed25519Keyring::Bob, 1, 7), owner_of(Ed25519Keyring::Bob))), bad);
		assert!(check(&report(votes(Ed25519Keyring::Bob, 0, 7), owner_of(Ed25519Keyring::Bob))).is_ok());
		assert_eq!(bond(Bob), configs::VERIFIER_BOND, "a check changes nothing");
		let nobody = owner_of(Ed25519Keyring::Dave);
		assert_eq!(check(&report(votes(Ed25519Keyring::Dave, 0, 7), nobody)), bad, "Dave is no verifier");
		end();
	});
}

/// Who gains by cheating: a verifier that gets rid of the key with which it has voted twice, and one that has been punished
/// and fills blocks with further reports of itself, for which the SDK's calls charge nothing.
#[test]
fn the_sdks_calls_that_would_help_a_cheat_are_refused() {
	plant().execute_with(|| {
		begin();
		let filtered = Err(frame_system::Error::<Runtime>::CallFiltered.into());
		assert_eq!(send(Bob, pallet_session::Call::purge_keys {}).unwrap(), filtered);
		let proof = || Box::new(votes(Ed25519Keyring::Bob, 0, 7));
		let key_owner_proof = || sp_session::MembershipProof::default();
		let signed = pallet_grandpa::Call::report_equivocation {
			equivocation_proof: proof(),
			key_owner_proof: key_owner_proof(),
		};
		assert_eq!(send(Alice, signed).unwrap(), filtered);
		let unsigned = pallet_grandpa::Call::report_equivocation_unsigned {
			equivocation_proof: proof(),
			key_owner_proof: key_owner_proof(),
		};
		assert!(!configs::CallFilter::contains(&unsigned.into()));
		let kept = pallet_verifiers::Error::<Runtime>::KeysFrozen;
		assert_eq!(send(Bob, pallet_verifiers::Call::purge_keys {}).unwrap(), Err(kept.into()));
		let frozen = pallet_session::Error::<Runtime>::NoAssociatedValidatorId;
		assert_eq!(send(Bob, set_keys(Bob, Ed25519Keyring::Eve)).unwrap(), Err(frozen.into()));
		end();
	});
}

#[test]
fn a_node_says_once_a_session_that_it_runs() {
	let (mut ext, sent) = node("//Bob");
	ext.execute_with(|| {
		go_to_session(1);
		begin();
		let header = end();
		forgotten(|| Executive::offchain_worker(&header));
		let [heartbeat]: [_; 1] = sent().try_into().expect("one transaction");
		begin();
		assert!(check(&heartbeat).is_ok_and(|validity| validity.propagate));
		let before = [Alice, Bob].map(|key| total(&key.to_account_id()));
		assert_ok!(Executive::apply_extrinsic(heartbeat.clone()).unwrap());
		assert_eq!([Alice, Bob].map(|key| total(&key.to_account_id())), before, "nobody pays");
		assert_eq!(Verifiers::verifier(Bob.to_account_id()).unwrap().seen, 1);
		assert_eq!(check(&heartbeat), Err(InvalidTransaction::Stale.into()));
		let header = end();
		forgotten(|| Executive::offchain_worker(&header));
		assert!(sent().is_empty());

		go_to_session(2);
		begin();
		assert_eq!(check(&heartbeat), Err(InvalidTransaction::Stale.into()), "it is of the session before");
		assert_eq!(heartbeat.function.get_dispatch_info().class, DispatchClass::Operational);
		end();
	});
}

#[test]
fn a_nodes_new_keys_come_with_a_proof_that_the_chain_takes() {
	let (mut ext, _) = node("//Eve");
	ext.execute_with(|| {
		begin();
		let generated = Runtime::generate_session_keys(Eve.to_account_id().encode(), None);
		let keys = SessionKeys::decode(&mut generated.keys.as_slice()).unwrap();
		let call = |proof| pallet_session::Call::set_keys { keys: keys.clone(), proof };
		let stolen = call(generated.proof.clone());
		let invalid = pallet_session::Error::<Runtime>::InvalidProof;
		assert_eq!(send(Dave, stolen).unwrap(), Err(invalid.into()), "the proof names its owner");
		assert_ok!(send(Eve, call(generated.proof)).unwrap());
		assert_ok!(send(Eve, pallet_verifiers::Call::apply {}).unwrap());
		end();
	});
}

#[test]
fn a_node_that_is_started_as_alice_has_the_key_of_the_presets() {
	let (mut ext, _) = node("//Nobody");
	ext.execute_with(|| {
		for (seed, account) in [("//Alice", Alice), ("//Bob", Bob), ("//Charlie", Charlie)] {
			let generated = Runtime::generate_session_keys(vec![], Some(seed.into()));
			let keys = SessionKeys::decode(&mut generated.keys.as_slice()).unwrap();
			assert_eq!(Session::load_keys(&account.to_account_id()), Some(keys));
			assert_eq!(bond(account), configs::VERIFIER_BOND);
		}
	});
}

#[test]
fn the_key_of_a_round_trip_is_an_ed25519_key() {
	let key = Ed25519Keyring::Alice.public();
	let keys = SessionKeys { grandpa: key.into() };
	assert_eq!(
		Runtime::decode_session_keys(keys.encode()),
		Some(vec![(ed25519::Public::from(key).0.to_vec(), KEY_TYPE)])
	);
}

/// The verifiers of the genesis state are those of the first sessions in every respect: nothing changes when the first
/// session ends, and what they do in it can be proven afterwards.
#[test]
fn the_first_sessions_are_like_any_other() {
	plant().execute_with(|| {
		let key = || (KEY_TYPE, AuthorityId::from(Ed25519Keyring::Bob.public()));
		begin();
		assert_eq!(Verifiers::next_set().len(), 3);
		let owner = Historical::prove(key()).unwrap();
		assert_eq!(owner.session, 0);
		end();
		assert!(go_to_session(4).is_empty());
		assert_eq!(Runtime::current_set_id(), 0);
		assert_eq!(Historical::check_proof(key(), owner), Some((Bob.to_account_id(), configs::VERIFIER_BOND)));
	});
}

#[test]
fn a_session_is_fifty_blocks_unless_genesis_or_the_committee_says_otherwise() {
	chain().execute_with(|| assert_eq!(Verifiers::session(), (0, 0, 50)));
	plant().execute_with(|| {
		go_to_session(2);
		assert_eq!((System::block_number(), Verifiers::session()), (10, (2, 10, SESSION)));
		begin();
		decide(pallet_verifiers::Call::set_session_length { length: 7 }, &[Alice, Bob]);
		end();
		go_to_session(3);
		assert_eq!(System::block_number(), 17);
	});
}
