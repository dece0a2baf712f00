//! Benchmarks of all calls, each in its worst case: a device as the subject, inboxes of parties that have them, the largest
//! records. They also run as tests, on the runtime of the tests.
//!
//! Who signs for the device is its own key while its owner's identity has moved to another account: then the registry has most to
//! look up.

use alloc::{format, vec, vec::Vec};

use bpiiot_primitives::{
	Balance, DeviceId, Hash, RecordId, RelationshipId, Role,
	device::Registry,
	incentives::Contributions,
	sharing::{
		Aggregate, Content, DataType, Details, Function, Kind, Licence, LicenceKind, MAX_ATTESTORS, MAX_GRANTED,
		MAX_HOST, MAX_LINK, MAX_POINTERS, MAX_TAG, Mode, NoticeKind, Party, Pointer, Purpose, Quorum, Scope, Side,
		State, Summary, Terms, query_hash,
		receipts::{Batch, MAX_LISTED, Receipt, root},
	},
};
use frame_benchmarking::{BenchmarkError, v2::*};
use frame_support::{
	BoundedVec,
	traits::{Get, fungible},
};
use frame_system::{RawOrigin, pallet_prelude::BlockNumberFor};
use sp_runtime::traits::{One, Saturating};

use crate::{
	BatchOf, Call, Config, ContentOf, Event, HoldReason, Inbox, MAX_ADOPTED, MAX_NOTICES, Mailboxes, NextRecord,
	Pallet, PartyOf, Proposals, Receipts, Records, RecordsOf, RelationshipOf, Relationships, Uses,
};

/// A device, who signs for it, and a provider, all with money.
struct People<T: Config> {
	side: T::AccountId,
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

/// A device of an owner, who signs for it, and a provider.
fn people<T: Config>() -> Result<People<T>, BenchmarkError>
where
	T::Currency: fungible::Mutate<T::AccountId>,
{
	let owner = funded::<T>("owner", 0);
	T::Registry::register(&owner, Role::EquipmentOwner, b"benchmark-owner")?;
	let device = T::Registry::register_device(&owner, &account("device", 0, 0))?;
	Ok(People { side: owner, provider: provider::<T>("provider")?, device })
}

fn provider<T: Config>(name: &'static str) -> Result<T::AccountId, BenchmarkError>
where
	T::Currency: fungible::Mutate<T::AccountId>,
{
	let who = funded::<T>(name, 0);
	T::Registry::register(&who, Role::ServiceProvider, format!("benchmark-{name}").as_bytes())?;
	Ok(who)
}

/// The owner moves to another account; from now on the device signs for itself.
fn moved<T: Config>(people: People<T>) -> Result<People<T>, BenchmarkError>
where
	T::Currency: fungible::Mutate<T::AccountId>,
{
	let successor = funded::<T>("successor", 0);
	T::Registry::register(&successor, Role::EquipmentOwner, b"benchmark-successor")?;
	T::Registry::move_identity(&people.side, &successor)?;
	Ok(People { side: funded::<T>("device", 0), ..people })
}

/// The provider moves to another account, which takes the relationship over.
fn succeeded<T: Config>(former: &T::AccountId, id: RelationshipId) -> Result<T::AccountId, BenchmarkError>
where
	T::Currency: fungible::Mutate<T::AccountId>,
{
	let other = provider::<T>("other")?;
	T::Registry::move_identity(former, &other)?;
	Pallet::<T>::succeed(origin::<T>(&other), id)?;
	Ok(other)
}

/// The relationship has been over for longer than its keep period, and owner and provider have moved; the provider's new account.
fn long_over<T: Config>(people: People<T>, id: RelationshipId) -> Result<T::AccountId, BenchmarkError>
where
	T::Currency: fungible::Mutate<T::AccountId>,
{
	Pallet::<T>::end(origin::<T>(&people.side), id)?;
	let people = moved::<T>(people)?;
	let other = provider::<T>("other")?;
	T::Registry::move_identity(&people.provider, &other)?;
	go_on::<T>(T::KeepPeriod::get().saturating_add(One::one()));
	Ok(other)
}

fn go_on<T: Config>(blocks: BlockNumberFor<T>) {
	let now = frame_system::Pallet::<T>::block_number();
	frame_system::Pallet::<T>::set_block_number(now.saturating_add(blocks));
}

fn origin<T: Config>(who: &T::AccountId) -> T::RuntimeOrigin {
	RawOrigin::Signed(who.clone()).into()
}

fn relationship<T: Config>(id: RelationshipId) -> Result<RelationshipOf<T>, BenchmarkError> {
	Relationships::<T>::get(id).ok_or(BenchmarkError::Stop("There is no such relationship."))
}

/// How many notices an inbox holds.
fn notices<T: Config>(party: PartyOf<T>) -> usize {
	Inbox::<T>::iter_prefix(party).count()
}

/// A bonus query has been attached to record 0.
fn assert_bonus<T: Config>() {
	frame_system::Pallet::<T>::assert_has_event(Event::<T>::BonusAttached { record: 0 }.into());
}

/// The provider keeps the device's data; it has paid for the relationship.
fn kept<T: Config>() -> Result<(People<T>, RelationshipId), BenchmarkError>
where
	T::Currency: fungible::Mutate<T::AccountId>,
{
	let people = people::<T>()?;
	let subject = Party::Device(people.device);
	Pallet::<T>::establish(origin::<T>(&people.provider), subject, people.provider.clone(), Kind::Keeper)?;
	Pallet::<T>::accept(origin::<T>(&people.side), 0)?;
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
	Pallet::<T>::accept(origin::<T>(&people.side), id)?;
	Ok(who)
}

fn viewers<T: Config>(people: &People<T>, count: u32) -> Result<Vec<T::AccountId>, BenchmarkError>
where
	T::Currency: fungible::Mutate<T::AccountId>,
{
	(0..count).map(|index| viewer::<T>(people, index)).collect()
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
	Pallet::<T>::verify_record(origin::<T>(&people.side), record, hash, false)?;
	Ok(record)
}

fn terms<T: Config>(mode: Mode, queries: u32) -> Terms<BlockNumberFor<T>> {
	let queries = (1..=queries).map(|index| query_hash(&query(index))).collect();
	Terms { mode, purpose: Purpose::Diagnosis, until: None, queries: BoundedVec::truncate_from(queries) }
}

/// The scope that all records of these benchmarks fall under.
fn tag() -> Scope {
	Scope::Tag(BoundedVec::truncate_from(vec![b'a'; MAX_TAG as usize]))
}

/// A viewer with a permission on record 0.
fn granted<T: Config>(people: &People<T>, id: RelationshipId) -> Result<(T::AccountId, Scope), BenchmarkError>
where
	T::Currency: fungible::Mutate<T::AccountId>,
{
	let scope = Scope::Record(recorded::<T>(people, id)?);
	let viewer = viewer::<T>(people, 0)?;
	let terms = terms::<T>(Mode::Read, MAX_GRANTED);
	Pallet::<T>::grant(origin::<T>(&people.side), id, viewer.clone(), scope.clone(), terms)?;
	Ok((viewer, scope))
}

#[benchmarks(where T::Currency: fungible::Mutate<T::AccountId>)]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn establish() -> Result<(), BenchmarkError> {
		let people = moved::<T>(people::<T>()?)?;
		let subject = Party::Device(people.device);
		#[extrinsic_call]
		_(RawOrigin::Signed(people.side), subject, people.provider.clone(), Kind::Keeper);
		assert_eq!(relationship::<T>(0)?.invited_by, Side::Device);
		assert_eq!(notices::<T>(Party::Account(people.provider)), 1);
		Ok(())
	}

	#[benchmark]
	fn accept() -> Result<(), BenchmarkError> {
		let (people, old) = kept::<T>()?;
		let people = moved::<T>(people)?;
		let other = provider::<T>("other")?;
		Pallet::<T>::change_provider(origin::<T>(&people.side), old, other.clone())?;
		let told = notices::<T>(Party::Account(people.provider.clone()));
		#[extrinsic_call]
		_(RawOrigin::Signed(other), 1);
		assert_eq!(relationship::<T>(old)?.state, State::Ended);
		assert_eq!(relationship::<T>(1)?.state, State::Authorised);
		assert_eq!(notices::<T>(Party::Account(people.provider)), told + 1);
		Ok(())
	}

	#[benchmark]
	fn reject() -> Result<(), BenchmarkError> {
		let people = people::<T>()?;
		let subject = Party::Device(people.device);
		Pallet::<T>::establish(origin::<T>(&people.provider), subject, people.provider.clone(), Kind::Keeper)?;
		let people = moved::<T>(people)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(people.side), 0);
		assert!(Relationships::<T>::get(0).is_none());
		assert_eq!(notices::<T>(Party::Account(people.provider)), 1);
		Ok(())
	}

	#[benchmark]
	fn suspend() -> Result<(), BenchmarkError> {
		let (people, id) = kept::<T>()?;
		let people = moved::<T>(people)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(people.side), id);
		assert_eq!(relationship::<T>(id)?.state, State::Suspended);
		Ok(())
	}

	#[benchmark]
	fn resume() -> Result<(), BenchmarkError> {
		let (people, id) = kept::<T>()?;
		let people = moved::<T>(people)?;
		Pallet::<T>::suspend(origin::<T>(&people.side), id)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(people.side), id);
		assert_eq!(relationship::<T>(id)?.state, State::Authorised);
		Ok(())
	}

	/// The last relationship of the device.
	#[benchmark]
	fn end() -> Result<(), BenchmarkError> {
		let (people, id) = kept::<T>()?;
		let people = moved::<T>(people)?;
		assert_eq!(Uses::<T>::get(people.device), 1);
		#[extrinsic_call]
		_(RawOrigin::Signed(people.side), id);
		assert_eq!(relationship::<T>(id)?.state, State::Ended);
		assert!(!Uses::<T>::contains_key(people.device));
		Ok(())
	}

	#[benchmark]
	fn change_provider() -> Result<(), BenchmarkError> {
		let (people, old) = kept::<T>()?;
		let people = moved::<T>(people)?;
		let other = provider::<T>("other")?;
		#[extrinsic_call]
		_(RawOrigin::Signed(people.side), old, other);
		assert_eq!(relationship::<T>(1)?.predecessor, Some(old));
		Ok(())
	}

	/// By the new account of the provider that has paid, long after the end.
	#[benchmark]
	fn remove_relationship() -> Result<(), BenchmarkError> {
		let (people, id) = kept::<T>()?;
		for place in 0..crate::KEPT_BATCHES {
			go_on::<T>(One::one());
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
		let other = long_over::<T>(people, id)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(other), id);
		assert!(Relationships::<T>::get(id).is_none());
		assert!(Receipts::<T>::iter_prefix(id).next().is_none());
		Ok(())
	}

	/// Each record is paid by somebody else.
	#[benchmark]
	fn adopt(n: Linear<0, MAX_ADOPTED>) -> Result<(), BenchmarkError> {
		let (people, id) = kept::<T>()?;
		let mut records = Vec::new();
		for index in 0..n {
			let record = recorded::<T>(&people, id)?;
			let payer = funded::<T>("payer", index);
			let mut found = Records::<T>::get(record).ok_or(BenchmarkError::Stop("There is no record."))?;
			Pallet::<T>::take_over(HoldReason::Record, &payer, &mut found.deposit)?;
			Records::<T>::insert(record, found);
			records.push(record);
		}
		let people = moved::<T>(people)?;
		let records = BoundedVec::truncate_from(records);
		#[extrinsic_call]
		_(RawOrigin::Signed(people.side.clone()), id, records.clone());
		assert_eq!(relationship::<T>(id)?.deposit.payer, people.side);
		for record in records {
			assert_eq!(Records::<T>::get(record).map(|found| found.deposit.payer), Some(people.side.clone()));
		}
		Ok(())
	}

	#[benchmark]
	fn add_record(n: Linear<0, MAX_ATTESTORS>) -> Result<(), BenchmarkError> {
		let (people, id) = kept::<T>()?;
		let attestors = viewers::<T>(&people, n)?;
		let people = moved::<T>(people)?;
		let content = largest::<T>(attestors);
		#[extrinsic_call]
		_(RawOrigin::Signed(people.provider), id, content);
		assert!(Proposals::<T>::contains_key(0));
		assert_eq!(relationship::<T>(id)?.state, State::WaitingForUpdate);
		Ok(())
	}

	/// By a viewer with permission for the tag, so that both of its permissions are looked up.
	#[benchmark]
	fn update_record(n: Linear<0, MAX_ATTESTORS>) -> Result<(), BenchmarkError> {
		let (people, id) = kept::<T>()?;
		let record = recorded::<T>(&people, id)?;
		let attestors = viewers::<T>(&people, n)?;
		let writer = viewer::<T>(&people, MAX_ATTESTORS)?;
		let permission = terms::<T>(Mode::ReadWrite, MAX_GRANTED);
		Pallet::<T>::grant(origin::<T>(&people.side), id, writer.clone(), tag(), permission)?;
		let people = moved::<T>(people)?;
		let content = ContentOf::<T> { bonus: None, ..largest::<T>(attestors) };
		#[extrinsic_call]
		_(RawOrigin::Signed(writer.clone()), record, content);
		assert_eq!(Proposals::<T>::get(record).map(|proposal| proposal.author), Some(writer));
		assert_eq!(relationship::<T>(id)?.subject, Party::Device(people.device));
		Ok(())
	}

	/// A new record takes effect, all earn, and the author of the block gets a bonus query. The provider has a new account since it
	/// proposed the record, so that both are told.
	#[benchmark]
	fn verify_record() -> Result<(), BenchmarkError> {
		let (people, id) = kept::<T>()?;
		let content = largest::<T>(Vec::new());
		let hash = content.hash();
		Pallet::<T>::add_record(origin::<T>(&people.provider), id, content)?;
		let people = moved::<T>(people)?;
		let partner = succeeded::<T>(&people.provider, id)?;
		for who in [&people.provider, &people.side, &partner] {
			T::Contributions::prepare(who);
		}
		#[extrinsic_call]
		_(RawOrigin::Signed(people.side), 0, hash, true);
		assert_eq!(relationship::<T>(id)?.records, 1);
		for told in [people.provider, partner] {
			assert!(notices::<T>(Party::Account(told)) > 0);
		}
		assert_bonus::<T>();
		Ok(())
	}

	#[benchmark]
	fn ask_attestors() -> Result<(), BenchmarkError> {
		let (people, id) = kept::<T>()?;
		let attestors = viewers::<T>(&people, MAX_ATTESTORS)?;
		let content = largest::<T>(attestors.clone());
		let hash = content.hash();
		Pallet::<T>::add_record(origin::<T>(&people.provider), id, content)?;
		let people = moved::<T>(people)?;
		T::Contributions::prepare(&people.side);
		#[extrinsic_call]
		verify_record(RawOrigin::Signed(people.side), 0, hash, true);
		assert!(Proposals::<T>::get(0).is_some_and(|proposal| proposal.verified_by.is_some()));
		for attestor in attestors {
			// Accepted, and asked.
			assert_eq!(notices::<T>(Party::Account(attestor)), 2);
		}
		Ok(())
	}

	#[benchmark]
	fn reject_record() -> Result<(), BenchmarkError> {
		let (people, id) = kept::<T>()?;
		Pallet::<T>::add_record(origin::<T>(&people.provider), id, largest::<T>(Vec::new()))?;
		let people = moved::<T>(people)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(people.side), 0);
		assert!(!Proposals::<T>::contains_key(0));
		assert_eq!(relationship::<T>(id)?.state, State::Authorised);
		Ok(())
	}

	/// By the new account of the author.
	#[benchmark]
	fn withdraw_record() -> Result<(), BenchmarkError> {
		let (people, id) = kept::<T>()?;
		Pallet::<T>::add_record(origin::<T>(&people.provider), id, largest::<T>(Vec::new()))?;
		let other = provider::<T>("other")?;
		T::Registry::move_identity(&people.provider, &other)?;
		#[extrinsic_call]
		_(RawOrigin::Signed(other), 0);
		assert!(!Proposals::<T>::contains_key(0));
		assert_eq!(relationship::<T>(id)?.state, State::Authorised);
		Ok(())
	}

	/// The last attestation, after which all happens that `verify_record` has, and the device's side is told too.
	#[benchmark]
	fn attest() -> Result<(), BenchmarkError> {
		let (people, id) = kept::<T>()?;
		let attestors = viewers::<T>(&people, MAX_ATTESTORS)?;
		let content = largest::<T>(attestors.clone());
		let hash = content.hash();
		Pallet::<T>::add_record(origin::<T>(&people.provider), id, content)?;
		let people = moved::<T>(people)?;
		Pallet::<T>::verify_record(origin::<T>(&people.side), 0, hash, true)?;
		let (last, others) = attestors.split_last().ok_or(BenchmarkError::Stop("There are no attestors."))?;
		for attestor in others {
			Pallet::<T>::attest(origin::<T>(attestor), 0, hash, true)?;
		}
		let partner = succeeded::<T>(&people.provider, id)?;
		for who in [&people.provider, &partner, last] {
			T::Contributions::prepare(who);
		}
		let last = last.clone();
		let told = notices::<T>(Party::Device(people.device));
		#[extrinsic_call]
		_(RawOrigin::Signed(last), 0, hash, true);
		assert_eq!(relationship::<T>(id)?.records, 1);
		assert_eq!(notices::<T>(Party::Device(people.device)), told + 1);
		for told in [people.provider, partner] {
			assert!(notices::<T>(Party::Account(told)) > 0);
		}
		assert_bonus::<T>();
		Ok(())
	}

	/// By the new account of the provider that has paid, long after the end.
	#[benchmark]
	fn remove_record() -> Result<(), BenchmarkError> {
		let (people, id) = kept::<T>()?;
		let record = recorded::<T>(&people, id)?;
		let device = Party::Device(people.device);
		let other = long_over::<T>(people, id)?;
		let told = notices::<T>(device.clone());
		#[extrinsic_call]
		_(RawOrigin::Signed(other), record);
		assert!(!Records::<T>::contains_key(record));
		assert_eq!(notices::<T>(device), told + 1);
		Ok(())
	}

	#[benchmark]
	fn grant(n: Linear<0, MAX_GRANTED>) -> Result<(), BenchmarkError> {
		let (people, id) = kept::<T>()?;
		let record = recorded::<T>(&people, id)?;
		let viewer = viewer::<T>(&people, 0)?;
		let people = moved::<T>(people)?;
		let permission = terms::<T>(Mode::Read, n);
		let told = notices::<T>(Party::Account(people.provider.clone()));
		#[extrinsic_call]
		_(RawOrigin::Signed(people.side), id, viewer, Scope::Record(record), permission);
		assert_eq!(relationship::<T>(id)?.permissions, 1);
		assert_eq!(notices::<T>(Party::Account(people.provider)), told + 1);
		Ok(())
	}

	#[benchmark]
	fn revoke() -> Result<(), BenchmarkError> {
		let (people, id) = kept::<T>()?;
		let (viewer, scope) = granted::<T>(&people, id)?;
		let people = moved::<T>(people)?;
		let told = notices::<T>(Party::Account(viewer.clone()));
		#[extrinsic_call]
		_(RawOrigin::Signed(people.side), id, 1, scope);
		assert_eq!(relationship::<T>(id)?.permissions, 0);
		assert_eq!(notices::<T>(Party::Account(viewer)), told + 1);
		Ok(())
	}

	#[benchmark]
	fn clear_permission() -> Result<(), BenchmarkError> {
		let (people, id) = kept::<T>()?;
		let (_, scope) = granted::<T>(&people, id)?;
		Pallet::<T>::remove_record(origin::<T>(&people.side), 0)?;
		let people = moved::<T>(people)?;
		let anyone = funded::<T>("anyone", 0);
		#[extrinsic_call]
		revoke(RawOrigin::Signed(anyone), id, 1, scope);
		assert_eq!(relationship::<T>(id)?.permissions, 0);
		assert_eq!(relationship::<T>(id)?.subject, Party::Device(people.device));
		Ok(())
	}

	/// Each receipt is of another record.
	#[benchmark]
	fn receipt(n: Linear<0, MAX_LISTED>) -> Result<(), BenchmarkError> {
		let (people, id) = kept::<T>()?;
		go_on::<T>(One::one());
		let now = frame_system::Pallet::<T>::block_number();
		let viewer = people.side.clone();
		let mut listed = Vec::new();
		for record in 0..n.into() {
			RecordsOf::<T>::insert(id, record, ());
			listed.push(Receipt {
				viewer: viewer.clone(),
				record,
				query: Hash::repeat_byte(1),
				at: now,
				allowed: false,
			});
		}
		let batch: BatchOf<T> = Batch {
			root: root(listed.iter().map(Receipt::leaf)),
			allowed: 0,
			refused: n.max(1),
			from: now,
			until: now,
			listed: BoundedVec::truncate_from(listed),
		};
		let told = notices::<T>(Party::Device(people.device));
		#[extrinsic_call]
		_(RawOrigin::Signed(people.provider), id, batch);
		assert!(Receipts::<T>::get(id, 0).is_some());
		assert_eq!(notices::<T>(Party::Device(people.device)), told + 1);
		Ok(())
	}

	#[benchmark]
	fn acknowledge(n: Linear<1, MAX_NOTICES>) -> Result<(), BenchmarkError> {
		let (people, id) = kept::<T>()?;
		let people = moved::<T>(people)?;
		let party: PartyOf<T> = Party::Device(people.device);
		while Mailboxes::<T>::get(&party).next < MAX_NOTICES.into() {
			Pallet::<T>::notify(party.clone(), id, NoticeKind::RecordProposed, None);
		}
		#[extrinsic_call]
		_(RawOrigin::Signed(people.side), party.clone(), u64::from(n.saturating_sub(1)));
		assert_eq!(notices::<T>(party), MAX_NOTICES.saturating_sub(n) as usize);
		Ok(())
	}

	#[benchmark]
	fn succeed() -> Result<(), BenchmarkError> {
		let (people, id) = kept::<T>()?;
		let people = moved::<T>(people)?;
		let other = provider::<T>("other")?;
		T::Registry::move_identity(&people.provider, &other)?;
		let told = notices::<T>(Party::Device(people.device));
		#[extrinsic_call]
		_(RawOrigin::Signed(other.clone()), id);
		assert_eq!(relationship::<T>(id)?.partner, other);
		assert_eq!(relationship::<T>(id)?.deposit.payer, other);
		assert_eq!(notices::<T>(Party::Device(people.device)), told + 1);
		Ok(())
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
