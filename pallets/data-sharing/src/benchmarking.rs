//! Benchmarks of all calls, each in its worst case: a device as the subject, inboxes of parties that have them, the largest
//! records. They also run as tests, on the runtime of the tests.

use alloc::{format, vec, vec::Vec};

use bpiiot_primitives::{
	Balance, DeviceId, Hash, RecordId, RelationshipId, Role,
	device::Registry,
	sharing::{
		Aggregate, Content, DataType, Details, Function, Kind, Licence, LicenceKind, MAX_ATTESTORS, MAX_HOST, MAX_LINK,
		MAX_POINTERS, MAX_TAG, Mode, Party, Pointer, Purpose, Quorum, Scope, Side, State, Summary, Terms, query_hash,
		receipts::{Batch, MAX_LISTED, Receipt, root},
	},
};
use frame_benchmarking::{BenchmarkError, v2::*};
use frame_support::{
	BoundedVec,
	traits::{Get, fungible},
};
use frame_system::{RawOrigin, pallet_prelude::BlockNumberFor};

use crate::{
	BatchOf, Call, Config, ContentOf, Inbox, MAX_ADOPTED, MAX_NOTICES, Mailboxes, NextRecord, Pallet, PartyOf,
	Proposals, Receipts, Records, Relationships,
};

/// A device, its owner and a provider, all with money.
struct People<T: Config> {
	owner: T::AccountId,
	provider: T::AccountId,
	device: DeviceId,
}

fn funded<T: Config>(name: &'static str, index: u32) -> T::AccountId
where
	T::Currency: fungible::Mutate<T::AccountId>,
{
	let who = account(name, index, 0);
	let deposits = [T::RelationshipDeposit::get(), T::RecordDeposit::get(), T::PermissionDeposit::get()];
	let most = deposits.iter().fold(Balance::from(1_000_000_000_000u64), |sum, deposit| sum.saturating_add(*deposit));
	<T::Currency as fungible::Mutate<T::AccountId>>::set_balance(&who, most.saturating_mul(1_000));
	who
}

fn people<T: Config>() -> Result<People<T>, BenchmarkError>
where
	T::Currency: fungible::Mutate<T::AccountId>,
{
	let (owner, provider) = (funded::<T>("owner", 0), funded::<T>("provider", 0));
	T::Registry::register(&owner, Role::EquipmentOwner, b"benchmark-owner")?;
	T::Registry::register(&provider, Role::ServiceProvider, b"benchmark-provider")?;
	let device = T::Registry::register_device(&owner, &account("device", 0, 0))?;
	Ok(People { owner, provider, device })
}

fn origin<T: Config>(who: &T::AccountId) -> T::RuntimeOrigin {
	RawOrigin::Signed(who.clone()).into()
}

/// The provider keeps the device's data; it has paid for the relationship.
fn kept<T: Config>() -> Result<(People<T>, RelationshipId), BenchmarkError>
where
	T::Currency: fungible::Mutate<T::AccountId>,
{
	let people = people::<T>()?;
	let subject = Party::Device(people.device);
	Pallet::<T>::establish(origin::<T>(&people.provider), subject, people.provider.clone(), Kind::Keeper)?;
	Pallet::<T>::accept(origin::<T>(&people.owner), 0)?;
	Ok((people, 0))
}

/// One more participant views the device's data.
fn viewer<T: Config>(people: &People<T>, index: u32) -> Result<T::AccountId, BenchmarkError>
where
	T::Currency: fungible::Mutate<T::AccountId>,
{
	let who = funded::<T>("viewer", index);
	T::Registry::register(&who, Role::ThirdParty, format!("benchmark-viewer-{index}").as_bytes())?;
	let subject = Party::Device(people.device);
	let id = crate::NextRelationship::<T>::get();
	Pallet::<T>::establish(origin::<T>(&who), subject, who.clone(), Kind::Viewer)?;
	Pallet::<T>::accept(origin::<T>(&people.owner), id)?;
	Ok(who)
}

fn query(index: u32) -> BoundedVec<u8, frame_support::traits::ConstU32<256>> {
	BoundedVec::truncate_from(format!("SELECT {}{index}", "a".repeat(248)).into_bytes())
}

/// The largest content, with these attestors.
fn largest<T: Config>(attestors: Vec<T::AccountId>) -> ContentOf<T> {
	let pointers = (0..MAX_POINTERS).map(|index| Pointer { query: query(index), hash: Hash::repeat_byte(1) });
	let needed = attestors.len() as u8;
	let quorum = (needed > 0).then(|| Quorum { attestors: BoundedVec::truncate_from(attestors), needed });
	Content {
		details: Details {
			alias: Hash::repeat_byte(2),
			data_type: DataType::Telemetry,
			tag: BoundedVec::truncate_from(vec![b'a'; MAX_TAG as usize]),
			summary: Summary { rows: 1_000, from: 0, until: 0, index: Hash::repeat_byte(3) },
			host: BoundedVec::truncate_from(vec![b'a'; MAX_HOST as usize]),
			pointers: BoundedVec::truncate_from(pointers.collect()),
			link: BoundedVec::truncate_from(vec![1; MAX_LINK as usize]),
			licence: Some(Licence { kind: LicenceKind::Maintenance, terms: Hash::repeat_byte(4) }),
		},
		quorum,
		bonus: Some(Aggregate { function: Function::Average, column: BoundedVec::truncate_from(b"g".to_vec()) }),
	}
}

/// A record in effect.
fn recorded<T: Config>(people: &People<T>, id: RelationshipId) -> Result<RecordId, BenchmarkError> {
	let record = NextRecord::<T>::get();
	let content = largest::<T>(Vec::new());
	let hash = content.hash();
	Pallet::<T>::add_record(origin::<T>(&people.provider), id, content)?;
	Pallet::<T>::verify_record(origin::<T>(&people.owner), record, hash, false)?;
	Ok(record)
}

fn terms<T: Config>(mode: Mode, queries: u32) -> Terms<BlockNumberFor<T>> {
	let queries = (1..=queries).map(|index| query_hash(&query(index))).collect();
	Terms { mode, purpose: Purpose::Diagnosis, until: None, queries: BoundedVec::truncate_from(queries) }
}

/// The scope that all records of these benchmarks fall under.
fn scope() -> Scope {
	Scope::Tag(BoundedVec::truncate_from(vec![b'a'; MAX_TAG as usize]))
}

#[benchmarks(where T::Currency: fungible::Mutate<T::AccountId>)]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn establish() -> Result<(), BenchmarkError> {
		let (people, old) = kept::<T>()?;
		let other = funded::<T>("other", 0);
		T::Registry::register(&other, Role::ServiceProvider, b"benchmark-other")?;
		#[extrinsic_call]
		change_provider(RawOrigin::Signed(people.owner), old, other);
		assert_eq!(Relationships::<T>::get(1).map(|found| found.invited_by), Some(Side::Device));
		Ok(())
	}

	#[benchmark]
	fn accept() -> Result<(), BenchmarkError> {
		let (people, old) = kept::<T>()?;
		let other = funded::<T>("other", 0);
		T::Registry::register(&other, Role::ServiceProvider, b"benchmark-other")?;
		Pallet::<T>::change_provider(origin::<T>(&people.owner), old, other.clone())?;
		#[extrinsic_call]
		_(RawOrigin::Signed(other), 1);
		assert_eq!(Relationships::<T>::get(old).map(|found| found.state), Some(State::Ended));
		Ok(())
	}

	#[benchmark]
	fn reject() -> Result<(), BenchmarkError> {
		let people = people::<T>()?;
		let subject = Party::Device(people.device);
		Pallet::<T>::establish(origin::<T>(&people.provider), subject, people.provider.clone(), Kind::Keeper)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(people.owner), 0);
		assert!(Relationships::<T>::get(0).is_none());
		Ok(())
	}

	#[benchmark]
	fn change_state() -> Result<(), BenchmarkError> {
		let (people, id) = kept::<T>()?;
		#[extrinsic_call]
		suspend(RawOrigin::Signed(people.owner), id);
		assert_eq!(Relationships::<T>::get(id).map(|found| found.state), Some(State::Suspended));
		Ok(())
	}

	#[benchmark]
	fn end() -> Result<(), BenchmarkError> {
		let (people, id) = kept::<T>()?;
		#[extrinsic_call]
		_(RawOrigin::Signed(people.provider), id);
		assert_eq!(Relationships::<T>::get(id).map(|found| found.state), Some(State::Ended));
		Ok(())
	}

	#[benchmark]
	fn remove_relationship() -> Result<(), BenchmarkError> {
		let (people, id) = kept::<T>()?;
		for place in 0..crate::KEPT_BATCHES {
			let now = frame_system::Pallet::<T>::block_number();
			let batch = BatchOf::<T> {
				root: Hash::repeat_byte(1),
				allowed: 1,
				refused: 0,
				from: now,
				until: now,
				listed: BoundedVec::new(),
			};
			Pallet::<T>::receipt(origin::<T>(&people.provider), id, batch)?;
			assert!(Receipts::<T>::get(id, place).is_some());
		}
		Pallet::<T>::end(origin::<T>(&people.owner), id)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(people.owner), id);
		assert!(Relationships::<T>::get(id).is_none());
		Ok(())
	}

	#[benchmark]
	fn adopt(n: Linear<0, MAX_ADOPTED>) -> Result<(), BenchmarkError> {
		let (people, id) = kept::<T>()?;
		let records = (0..n).map(|_| recorded::<T>(&people, id)).collect::<Result<Vec<_>, _>>()?;
		let records = BoundedVec::truncate_from(records);
		#[extrinsic_call]
		_(RawOrigin::Signed(people.owner.clone()), id, records);
		assert_eq!(Relationships::<T>::get(id).map(|found| found.deposit.payer), Some(people.owner));
		Ok(())
	}

	#[benchmark]
	fn propose_record(n: Linear<0, MAX_ATTESTORS>) -> Result<(), BenchmarkError> {
		let (people, id) = kept::<T>()?;
		let attestors = (0..n).map(|index| viewer::<T>(&people, index)).collect::<Result<Vec<_>, _>>()?;
		let content = largest::<T>(attestors);
		#[extrinsic_call]
		add_record(RawOrigin::Signed(people.provider), id, content);
		assert!(Proposals::<T>::get(0).is_some());
		Ok(())
	}

	#[benchmark]
	fn update_record(n: Linear<0, MAX_ATTESTORS>) -> Result<(), BenchmarkError> {
		let (people, id) = kept::<T>()?;
		let record = recorded::<T>(&people, id)?;
		let attestors = (0..n).map(|index| viewer::<T>(&people, index)).collect::<Result<Vec<_>, _>>()?;
		let writer = viewer::<T>(&people, MAX_ATTESTORS)?;
		let permission = terms::<T>(Mode::ReadWrite, 7);
		Pallet::<T>::grant(origin::<T>(&people.owner), id, writer.clone(), scope(), permission)?;
		let content = ContentOf::<T> { bonus: None, ..largest::<T>(attestors) };
		#[extrinsic_call]
		_(RawOrigin::Signed(writer), record, content);
		assert!(Proposals::<T>::get(record).is_some());
		Ok(())
	}

	#[benchmark]
	fn verify_record() -> Result<(), BenchmarkError> {
		let (people, id) = kept::<T>()?;
		let attestors = (0..MAX_ATTESTORS).map(|index| viewer::<T>(&people, index)).collect::<Result<Vec<_>, _>>()?;
		let content = largest::<T>(attestors);
		let hash = content.hash();
		Pallet::<T>::add_record(origin::<T>(&people.provider), id, content)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(people.owner), 0, hash, true);
		assert!(Proposals::<T>::get(0).is_some_and(|proposal| proposal.verified_by.is_some()));
		Ok(())
	}

	#[benchmark]
	fn drop_proposal() -> Result<(), BenchmarkError> {
		let (people, id) = kept::<T>()?;
		Pallet::<T>::add_record(origin::<T>(&people.provider), id, largest::<T>(Vec::new()))?;
		#[extrinsic_call]
		reject_record(RawOrigin::Signed(people.owner), 0);
		assert!(Proposals::<T>::get(0).is_none());
		Ok(())
	}

	#[benchmark]
	fn attest() -> Result<(), BenchmarkError> {
		let (people, id) = kept::<T>()?;
		let attestors = (0..MAX_ATTESTORS).map(|index| viewer::<T>(&people, index)).collect::<Result<Vec<_>, _>>()?;
		let content = largest::<T>(attestors.clone());
		let hash = content.hash();
		Pallet::<T>::add_record(origin::<T>(&people.provider), id, content)?;
		Pallet::<T>::verify_record(origin::<T>(&people.owner), 0, hash, true)?;
		let (last, others) = attestors.split_last().ok_or(BenchmarkError::Stop("There are no attestors."))?;
		for attestor in others {
			Pallet::<T>::attest(origin::<T>(attestor), 0, hash, true)?;
		}
		let last = last.clone();
		#[extrinsic_call]
		_(RawOrigin::Signed(last), 0, hash, true);
		assert!(Records::<T>::get(0).is_some());
		Ok(())
	}

	#[benchmark]
	fn remove_record() -> Result<(), BenchmarkError> {
		let (people, id) = kept::<T>()?;
		let record = recorded::<T>(&people, id)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(people.owner), record);
		assert!(Records::<T>::get(record).is_none());
		Ok(())
	}

	#[benchmark]
	fn grant(n: Linear<0, { MAX_POINTERS - 1 }>) -> Result<(), BenchmarkError> {
		let (people, id) = kept::<T>()?;
		let record = recorded::<T>(&people, id)?;
		let viewer = viewer::<T>(&people, 0)?;
		let permission = terms::<T>(Mode::Read, n);
		#[extrinsic_call]
		_(RawOrigin::Signed(people.owner), id, viewer, Scope::Record(record), permission);
		assert_eq!(Relationships::<T>::get(id).map(|found| found.permissions), Some(1));
		Ok(())
	}

	#[benchmark]
	fn revoke() -> Result<(), BenchmarkError> {
		let (people, id) = kept::<T>()?;
		let record = recorded::<T>(&people, id)?;
		let viewer = viewer::<T>(&people, 0)?;
		let scope = Scope::Record(record);
		Pallet::<T>::grant(origin::<T>(&people.owner), id, viewer, scope.clone(), terms::<T>(Mode::Read, 7))?;
		#[extrinsic_call]
		_(RawOrigin::Signed(people.owner), id, 1, scope);
		assert_eq!(Relationships::<T>::get(id).map(|found| found.permissions), Some(0));
		Ok(())
	}

	#[benchmark]
	fn receipt(n: Linear<0, MAX_LISTED>) -> Result<(), BenchmarkError> {
		let (people, id) = kept::<T>()?;
		let now = frame_system::Pallet::<T>::block_number();
		let viewer = people.owner.clone();
		let one = Receipt { viewer, record: 0, query: Hash::repeat_byte(1), at: now, allowed: false };
		let listed = vec![one; n as usize];
		let root = root(listed.iter().map(Receipt::leaf));
		let batch: BatchOf<T> = Batch {
			root,
			allowed: 0,
			refused: n.max(1),
			from: now,
			until: now,
			listed: BoundedVec::truncate_from(listed),
		};
		#[extrinsic_call]
		_(RawOrigin::Signed(people.provider), id, batch);
		assert!(Receipts::<T>::get(id, 0).is_some());
		Ok(())
	}

	#[benchmark]
	fn acknowledge(n: Linear<1, MAX_NOTICES>) -> Result<(), BenchmarkError> {
		let (people, id) = kept::<T>()?;
		let party: PartyOf<T> = Party::Device(people.device);
		while Mailboxes::<T>::get(&party).next < MAX_NOTICES.into() {
			Pallet::<T>::notify(party.clone(), id, bpiiot_primitives::sharing::NoticeKind::RecordProposed, None);
		}
		#[extrinsic_call]
		_(RawOrigin::Signed(people.owner), party.clone(), u64::from(n.saturating_sub(1)));
		assert_eq!(Inbox::<T>::iter_prefix(&party).count(), MAX_NOTICES.saturating_sub(n) as usize);
		Ok(())
	}

	/// The steps of the call one by one: only the registry's own calls can move an identity, so its answer is read and passed over.
	#[benchmark]
	fn succeed() -> Result<(), BenchmarkError> {
		let (people, id) = kept::<T>()?;
		let other = funded::<T>("other", 0);
		T::Registry::register(&other, Role::ServiceProvider, b"benchmark-other")?;
		let outcome;
		#[block]
		{
			let _ = T::Registry::successor_of(&people.provider);
			outcome = Pallet::<T>::find_relationship(id)
				.and_then(|relationship| Pallet::<T>::move_relationship(other.clone(), id, relationship));
		}
		outcome?;
		assert_eq!(Relationships::<T>::get(id).map(|found| found.partner), Some(other));
		Ok(())
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
