//! Benchmarks of all calls, of the checks of those that nobody signs, and of what happens between sessions, each in its
//! worst case. They also run as tests, on the runtime of the tests.
//!
//! What the SDK's session pallet and GRANDPA do for the verifiers is measured here too: their own weights are of
//! another runtime, or none at all.

use alloc::{boxed::Box, format, vec::Vec};
use core::ops::Range;

use codec::{Decode, Encode};
use frame_benchmarking::v2::*;
use frame_support::traits::{Get, Hooks, KeyOwnerProofSystem, ValidatorRegistration, ValidatorSet, fungible::Mutate};
use frame_system::{RawOrigin, pallet_prelude::BlockNumberFor};
use pallet_grandpa::{CurrentSetId, Pallet as Grandpa};
use pallet_session::{CurrentIndex, Pallet as Session, ShouldEndSession};
use sp_consensus_grandpa::{AuthorityId, AuthoritySignature, KEY_TYPE};
use sp_runtime::{
	RuntimeAppPublic,
	traits::{BlakeTwo256, Convert, Hash, Saturating, Zero},
};
use sp_staking::offence::OffenceReportSystem;

use crate::{
	Admitted, Applications, Call, Config, EquivocationProofOf, Heartbeat, Pallet, SessionLength, Status, Verifiers,
};

/// What has to be around the pallet: a currency that mints, the SDK's sessions, and GRANDPA.
pub trait Chain:
	Config<Currency: Mutate<<Self as frame_system::Config>::AccountId>> + pallet_grandpa::Config + pallet_session::Config
{
}

impl<T> Chain for T where
	T: Config<Currency: Mutate<<T as frame_system::Config>::AccountId>>
		+ pallet_grandpa::Config
		+ pallet_session::Config
{
}

/// Two votes, and the proof of whose key they are signed with.
type Evidence<T> = (EquivocationProofOf<T>, <T as Config>::KeyOwnerProof);

/// Who decides about verifiers.
fn committee<T: Config>() -> Result<T::RuntimeOrigin, BenchmarkError> {
	#[cfg(feature = "runtime-benchmarks")]
	return <T::AdmissionOrigin as frame_support::traits::EnsureOrigin<T::RuntimeOrigin>>::try_successful_origin()
		.map_err(|()| BenchmarkError::Stop("nobody can decide about verifiers"));
	#[cfg(not(feature = "runtime-benchmarks"))]
	Ok(RawOrigin::Root.into())
}

/// The session keys of an account, which this node has, and the proof of that.
fn session_keys<T: Chain>(who: &T::AccountId) -> Result<(T::Keys, Vec<u8>), BenchmarkError> {
	let seed = format!("{:#x}", BlakeTwo256::hash_of(who));
	let mut key = AuthorityId::generate_pair(Some(seed.into_bytes()));
	let proof = key.generate_proof_of_possession(&who.encode()).ok_or("the keystore signs with what it has made")?;
	let keys = T::Keys::decode(&mut key.encode().as_slice()).map_err(|_| "GRANDPA's is the only session key")?;
	Ok((keys, proof.encode()))
}

/// An account with money and session keys.
fn candidate<T: Chain>(name: &'static str, index: u32) -> Result<T::AccountId, BenchmarkError> {
	let who: T::AccountId = account(name, index, 0);
	<T as Config>::Currency::mint_into(&who, T::Bond::get().saturating_mul(3u32.into()))?;
	let (keys, proof) = session_keys::<T>(&who)?;
	Session::<T>::set_keys(RawOrigin::Signed(who.clone()).into(), keys, proof)?;
	Ok(who)
}

/// New verifiers.
fn newcomers<T: Chain>(name: &'static str, indices: Range<u32>) -> Result<(), BenchmarkError> {
	for index in indices {
		let who = candidate::<T>(name, index)?;
		Pallet::<T>::do_apply(who.clone())?;
		Pallet::<T>::do_admit(who)?;
	}
	Ok(())
}

/// So many new verifiers come and all others leave. The last of the new ones.
fn replace_all<T: Chain>(name: &'static str, count: u32) -> Result<T::AccountId, BenchmarkError> {
	let mut before = Admitted::<T>::get().into_inner();
	// One stays until another one is there.
	let last = before.pop();
	for who in before {
		Pallet::<T>::do_leave(who)?;
	}
	newcomers::<T>(name, 0..1)?;
	if let Some(last) = last {
		Pallet::<T>::do_leave(last)?;
	}
	newcomers::<T>(name, 1..count)?;
	Ok(account(name, count.saturating_sub(1), 0))
}

/// Ends the session, and the block in which it ends.
fn end_session<T: Chain>() {
	Session::<T>::rotate_session();
	Grandpa::<T>::on_finalize(frame_system::Pallet::<T>::block_number());
}

/// So many verifiers vote in this session and in the next one. The last of them.
fn voters<T: Chain>(count: u32) -> Result<T::AccountId, BenchmarkError> {
	let last = replace_all::<T>("voter", count)?;
	end_session::<T>();
	end_session::<T>();
	Ok(last)
}

/// A verifier that has stood down and belongs to no set any more, while as many as possible do.
fn resting<T: Chain>() -> Result<T::AccountId, BenchmarkError> {
	let who = voters::<T>(T::MaxVerifiers::get())?;
	Pallet::<T>::do_stand_down(who.clone())?;
	end_session::<T>();
	end_session::<T>();
	Ok(who)
}

/// Another verifier votes in the place of one that has left, and the unbonding period passes.
fn pass_unbonding<T: Chain>() -> Result<(), BenchmarkError> {
	newcomers::<T>("newcomer", 0..1)?;
	end_session::<T>();
	end_session::<T>();
	CurrentIndex::<T>::mutate(|index| *index = index.saturating_add(T::UnbondingSessions::get()).saturating_add(1));
	Ok(())
}

/// The heartbeat of a voter in this session.
fn heartbeat_of<T: Chain>(
	verifier: T::AccountId,
) -> Result<(Heartbeat<T::AccountId>, AuthoritySignature), BenchmarkError> {
	let key = T::AuthorityOf::convert(verifier.clone()).ok_or("a voter has a key")?;
	let heartbeat = Heartbeat { session: CurrentIndex::<T>::get(), verifier };
	let signature = key.sign(&heartbeat.payload(Pallet::<T>::genesis_hash())).ok_or("the node has the key")?;
	Ok((heartbeat, signature))
}

/// Two votes of a voter in the first round of this session's set.
fn evidence<T: Chain>(who: &T::AccountId) -> Result<Evidence<T>, BenchmarkError> {
	let key = T::AuthorityOf::convert(who.clone()).ok_or("a voter has a key")?;
	let (set_id, round) = (Grandpa::<T>::current_set_id(), 1u64);
	let vote = |block: &[u8]| -> Result<_, BenchmarkError> {
		let target = (T::Hashing::hash(block), BlockNumberFor::<T>::zero());
		// A message is a variant, here the prevote, and its target; what is signed has the round and the set behind it.
		let signature = key.sign(&(0u8, target, round, set_id).encode()).ok_or("the node has the key")?;
		Ok((target, signature))
	};
	let encoded = (set_id, 0u8, round, &key, vote(b"one")?, vote(b"another")?).encode();
	let proof = EquivocationProofOf::<T>::decode(&mut encoded.as_slice()).map_err(|_| "the fields are in order")?;
	let owner = T::KeyOwnerProofs::prove((KEY_TYPE, key)).ok_or("a voter's key has an owner")?;
	Ok((proof, owner))
}

/// Evidence against the last of so many voters. All others have been punished for the same round, and others were
/// admitted instead of them.
fn last_evidence<T: Chain>(count: u32) -> Result<(T::AccountId, Evidence<T>), BenchmarkError> {
	let last = voters::<T>(count)?;
	for index in 1..count {
		let who: T::AccountId = account("voter", index.saturating_sub(1), 0);
		T::EquivocationReports::process_evidence(None, evidence::<T>(&who)?)?;
	}
	newcomers::<T>("newcomer", 1..count)?;
	let evidence = evidence::<T>(&last)?;
	Ok((last, evidence))
}

/// What a verifier is doing.
fn status<T: Config>(who: &T::AccountId) -> Option<Status> {
	Verifiers::<T>::get(who).map(|verifier| verifier.status)
}

#[benchmarks(where T: Chain)]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn apply() -> Result<(), BenchmarkError> {
		let who = candidate::<T>("applicant", 0)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()));
		assert!(Applications::<T>::contains_key(&who));
		Ok(())
	}

	#[benchmark]
	fn withdraw_application() -> Result<(), BenchmarkError> {
		let who = candidate::<T>("applicant", 0)?;
		Pallet::<T>::do_apply(who.clone())?;
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()));
		assert!(!Applications::<T>::contains_key(&who));
		Ok(())
	}

	#[benchmark]
	fn reject() -> Result<(), BenchmarkError> {
		let who = candidate::<T>("applicant", 0)?;
		Pallet::<T>::do_apply(who.clone())?;
		let origin = committee::<T>()?;
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, who.clone());
		assert!(!Applications::<T>::contains_key(&who));
		Ok(())
	}

	#[benchmark]
	fn admit() -> Result<(), BenchmarkError> {
		replace_all::<T>("verifier", T::MaxVerifiers::get().saturating_sub(1))?;
		let who = candidate::<T>("applicant", 0)?;
		Pallet::<T>::do_apply(who.clone())?;
		let origin = committee::<T>()?;
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, who.clone());
		assert_eq!(status::<T>(&who), Some(Status::Active));
		Ok(())
	}

	#[benchmark]
	fn remove(v: Linear<2, { T::MaxVerifiers::get() }>) -> Result<(), BenchmarkError> {
		let who = replace_all::<T>("verifier", v)?;
		let origin = committee::<T>()?;
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, who.clone());
		assert_eq!(status::<T>(&who), Some(Status::Leaving));
		Ok(())
	}

	#[benchmark]
	fn leave(v: Linear<2, { T::MaxVerifiers::get() }>) -> Result<(), BenchmarkError> {
		let who = replace_all::<T>("verifier", v)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()));
		assert_eq!(status::<T>(&who), Some(Status::Leaving));
		Ok(())
	}

	#[benchmark]
	fn withdraw_bond() -> Result<(), BenchmarkError> {
		let who = voters::<T>(T::MaxVerifiers::get())?;
		Pallet::<T>::do_leave(who.clone())?;
		pass_unbonding::<T>()?;
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()));
		assert_eq!(status::<T>(&who), None);
		Ok(())
	}

	#[benchmark]
	fn stand_down(v: Linear<2, { T::MaxVerifiers::get() }>) -> Result<(), BenchmarkError> {
		let who = replace_all::<T>("verifier", v)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()));
		assert_eq!(status::<T>(&who), Some(Status::StoodDown));
		Ok(())
	}

	#[benchmark]
	fn resume() -> Result<(), BenchmarkError> {
		let who = resting::<T>()?;
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()));
		assert_eq!(status::<T>(&who), Some(Status::Active));
		Ok(())
	}

	#[benchmark]
	fn heartbeat() -> Result<(), BenchmarkError> {
		let who = voters::<T>(1)?;
		let (beat, signature) = heartbeat_of::<T>(who.clone())?;
		#[extrinsic_call]
		_(RawOrigin::Authorized, beat, signature);
		assert_eq!(Verifiers::<T>::get(&who).map(|verifier| verifier.seen), Some(CurrentIndex::<T>::get()));
		Ok(())
	}

	#[benchmark]
	fn authorize_heartbeat() -> Result<(), BenchmarkError> {
		let (beat, signature) = heartbeat_of::<T>(voters::<T>(T::MaxVerifiers::get())?)?;
		let answer;
		#[block]
		{
			answer = Pallet::<T>::authorize_heartbeat(&beat, &signature);
		}
		answer?;
		Ok(())
	}

	#[benchmark]
	fn report_equivocation(v: Linear<1, { T::MaxVerifiers::get() }>) -> Result<(), BenchmarkError> {
		let (who, (proof, owner)) = last_evidence::<T>(v)?;
		#[extrinsic_call]
		_(RawOrigin::Authorized, Box::new(proof), owner);
		assert_eq!(status::<T>(&who), Some(Status::Slashed));
		Ok(())
	}

	#[benchmark]
	fn authorize_report_equivocation(v: Linear<1, { T::MaxVerifiers::get() }>) -> Result<(), BenchmarkError> {
		let (who, (proof, owner)) = last_evidence::<T>(v)?;
		let answer;
		#[block]
		{
			answer = Pallet::<T>::authorize_report(&proof, &owner);
		}
		answer?;
		assert_eq!(status::<T>(&who), Some(Status::Active), "the check changes nothing");
		Ok(())
	}

	#[benchmark]
	fn pardon() -> Result<(), BenchmarkError> {
		let who = voters::<T>(T::MaxVerifiers::get())?;
		T::EquivocationReports::process_evidence(None, evidence::<T>(&who)?)?;
		pass_unbonding::<T>()?;
		let origin = committee::<T>()?;
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, who.clone());
		assert_eq!(status::<T>(&who), None);
		Ok(())
	}

	#[benchmark]
	fn set_session_length() -> Result<(), BenchmarkError> {
		let origin = committee::<T>()?;
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, T::MaxSessionLength::get());
		assert_eq!(SessionLength::<T>::get(), T::MaxSessionLength::get());
		Ok(())
	}

	#[benchmark]
	fn purge_keys() -> Result<(), BenchmarkError> {
		let who = resting::<T>()?;
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()));
		assert!(!T::Session::is_registered(&who));
		Ok(())
	}

	#[benchmark]
	fn set_keys() -> Result<(), BenchmarkError> {
		// A verifier whose keys are asked for in every place where they could be frozen, and who pays the deposit.
		let who = resting::<T>()?;
		Pallet::<T>::do_purge_keys(who.clone())?;
		let (keys, proof) = session_keys::<T>(&who)?;
		let origin = RawOrigin::Signed(who.clone()).into();
		let done;
		#[block]
		{
			done = Session::<T>::set_keys(origin, keys, proof);
		}
		done?;
		assert!(T::Session::is_registered(&who));
		Ok(())
	}

	#[benchmark]
	fn note_stalled() -> Result<(), BenchmarkError> {
		let done;
		#[block]
		{
			done = Grandpa::<T>::note_stalled(RawOrigin::Root.into(), 1_000u32.into(), 1u32.into());
		}
		done?;
		assert!(Grandpa::<T>::stalled().is_some());
		Ok(())
	}

	#[benchmark]
	fn rotate_session(v: Linear<1, { T::MaxVerifiers::get() }>) -> Result<(), BenchmarkError> {
		// So late that the oldest session and, below, the oldest set are forgotten.
		CurrentIndex::<T>::put(T::UnbondingSessions::get().saturating_sub(2));
		// Those who have voted and were heard, those who begin to vote, and those who are planned are all others.
		replace_all::<T>("first", v)?;
		end_session::<T>();
		replace_all::<T>("second", v)?;
		end_session::<T>();
		let last = replace_all::<T>("third", v)?;
		CurrentSetId::<T>::put(<T as pallet_grandpa::Config>::MaxSetIdSessionEntries::get());
		let session = CurrentIndex::<T>::get();
		for verifier in <T::Session as ValidatorSet<T::AccountId>>::validators() {
			Pallet::<T>::do_heartbeat(Heartbeat { session, verifier })?;
		}
		#[block]
		{
			end_session::<T>();
		}
		assert_eq!(CurrentIndex::<T>::get(), session.saturating_add(1));
		assert_eq!(Pallet::<T>::next_set().last(), Some(&last));
		let second: T::AccountId = account("second", 0, 0);
		assert_eq!(Pallet::<T>::current_set().first(), Some(&second));
		assert_eq!(Grandpa::<T>::grandpa_authorities().len(), v as usize);
		assert_eq!(Grandpa::<T>::session_for_set(1), None);
		Ok(())
	}

	#[benchmark]
	fn on_initialize() {
		let now = frame_system::Pallet::<T>::block_number();
		let ends;
		#[block]
		{
			ends = Pallet::<T>::should_end_session(now);
			Grandpa::<T>::on_finalize(now);
		}
		assert!(!ends, "what a change of session costs is not this");
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::ExtBuilder::default().build(), crate::mock::Test);
}
