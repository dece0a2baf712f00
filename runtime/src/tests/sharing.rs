//! Data sharing with the real registry and the real clock, in whole blocks.

use std::collections::BTreeMap;

use bpiiot_primitives::sharing::{
	Access, Answer, Basis, Content, DataType, Details, Kind, Licence, LicenceKind, Mode, NoticeKind, Party, Pointer,
	Purpose, Refusal, Scope, Terms,
	format::{Cell, Dataset, TIME_COLUMN},
	receipts::{Batch, ReceiptLog},
	runtime_decl_for_sharing_api::SharingApi,
};
use codec::MaxEncodedLen;
use pallet_data_sharing::{
	BatchSummaryOf, Between, Call, HoldReason, KEPT_BATCHES, PermissionOf, ProposalOf, ReceiptLogs, Receipts, RecordOf,
	RelationshipOf, Relationships, RelationshipsOf, Uses,
};
use sp_runtime::traits::{BlakeTwo256, Hash as _};

use super::*;

fn bounded<T: TryFrom<Vec<u8>>>(text: &str) -> T {
	T::try_from(text.as_bytes().to_vec()).ok().unwrap()
}

/// Where Bob's database answers, and what it is asked there.
const HOST: &str = "data.example:443";
const QUERY: &str = "SELECT at, g FROM pump_1";
/// For what Alice licenses the pump's data to Bob.
const LICENCE: &[u8] = b"Bob may use the data for the maintenance of the pump.";

/// What the database returns.
fn readings() -> Dataset {
	let row = |number: i64| vec![Cell::Integer(1_699_999_999_990 + number), Cell::Integer(number)];
	let columns = [TIME_COLUMN, "g"].map(String::from).to_vec();
	Dataset { data_type: DataType::Telemetry, salt: [7; 32], columns, rows: (1..=10).map(row).collect() }
}

fn pointer() -> Pointer {
	Pointer { query: bounded(QUERY), hash: readings().hash().unwrap() }
}

fn content() -> Content<AccountId> {
	let details = Details {
		alias: Hash::repeat_byte(2),
		data_type: DataType::Telemetry,
		tag: bounded("vibration"),
		summary: readings().summary().unwrap(),
		host: bounded(HOST),
		pointers: vec![pointer()].try_into().unwrap(),
		link: Default::default(),
		licence: Some(Licence { kind: LicenceKind::Maintenance, terms: BlakeTwo256::hash(LICENCE) }),
	};
	Content { details, quorum: None, bonus: None }
}

/// Bob keeps the pump's data, Charlie views them; record 0 is proposed.
fn shared_device() -> bpiiot_primitives::DeviceId {
	let (device, _) = maintained_device();
	let third = pallet_device_registry::Call::register_participant { role: Role::ThirdParty, name: bounded("Lab") };
	assert_ok!(send(Charlie, third).unwrap());
	for (relationship, partner, kind) in [(0, Bob, Kind::Keeper), (1, Charlie, Kind::Viewer)] {
		let subject = Party::Device(device);
		assert_ok!(send(Alice, Call::establish { subject, partner: partner.to_account_id(), kind }).unwrap());
		assert_ok!(send(partner, Call::accept { relationship }).unwrap());
	}
	assert_ok!(send(Bob, Call::add_record { relationship: 0, content: content() }).unwrap());
	device
}

// covers M71, M76, M77
#[test]
fn a_gatekeeper_asks_the_runtime_api_and_gets_what_the_device_has_decided() {
	chain().execute_with(|| {
		begin();
		let device = shared_device();
		let charlie = Charlie.to_account_id();
		let may = |mode| Runtime::may(charlie.clone(), 0, mode, None, System::block_number());
		assert_eq!(may(Mode::Read), Answer::Refused(Refusal::NotVerified));
		let hash = DataSharing::proposal(0).unwrap().hash;
		assert_ok!(send(Alice, Call::verify_record { record: 0, hash, bonus: false }).unwrap());
		assert_eq!(may(Mode::Read), Answer::Refused(Refusal::NoPermission));
		let terms = Terms { mode: Mode::Read, purpose: Purpose::Research, until: Some(1), queries: Default::default() };
		let grant = Call::grant { source: 0, viewer: charlie.clone(), scope: Scope::Tag(bounded("vibration")), terms };
		assert_ok!(send(Alice, grant).unwrap());
		let basis = Basis::Permission(Purpose::Research);
		assert_eq!(may(Mode::Read), Answer::Allowed(Access { basis, version: Some(1), pointer: pointer() }));
		assert_eq!(may(Mode::ReadWrite), Answer::Refused(Refusal::ReadOnly));
		assert_eq!(Runtime::record(0).unwrap().timestamp, 1_700_000_000_000 + TARGET_BLOCK_TIME);
		end();
		begin();
		assert_eq!(may(Mode::Read), Answer::Refused(Refusal::Expired));

		// The device finds what it has missed.
		let (mailbox, notices) = Runtime::inbox(Party::Device(device), 0, 100);
		let kinds: Vec<_> = notices.into_iter().map(|(_, notice)| notice.kind).collect();
		assert_eq!(kinds, [NoticeKind::Accepted, NoticeKind::Accepted, NoticeKind::RecordProposed]);
		assert_eq!(mailbox.missed, None);
		end();
		assert_supply_is_whole();
	});
}

/// From a record's number to the device, the provider, the text of the licence, and the rows in the provider's database, which lies
/// outside of the chain.
// covers M73, M75
#[test]
fn a_record_leads_to_device_provider_licence_and_the_rows_in_a_database() {
	chain().execute_with(|| {
		begin();
		let device = shared_device();
		let hash = DataSharing::proposal(0).unwrap().hash;
		assert_ok!(send(Alice, Call::verify_record { record: 0, hash, bonus: false }).unwrap());
		end();

		let found = Runtime::record(0).unwrap();
		let relationship = Runtime::relationship(found.relationship).unwrap();
		let Party::Device(number) = relationship.subject else { panic!("a device's record") };
		assert_eq!(number, device);
		assert_eq!(DeviceRegistry::device(number).unwrap().owner, Alice.to_account_id());
		let provider = DeviceRegistry::participant(relationship.partner).unwrap();
		assert_eq!(provider.role, Role::ServiceProvider);
		let licence = found.details.licence.clone().unwrap();
		assert_eq!((licence.kind, licence.terms), (LicenceKind::Maintenance, BlakeTwo256::hash(LICENCE)));

		let mut database = BTreeMap::from([((HOST.as_bytes(), QUERY.as_bytes()), readings())]);
		let now = System::block_number();
		let Answer::Allowed(access) = Runtime::may(Bob.to_account_id(), 0, Mode::Read, None, now) else {
			panic!("the provider reads")
		};
		let place = (&found.details.host[..], &access.pointer.query[..]);
		let rows = &database[&place];
		assert_eq!(rows.hash().unwrap(), access.pointer.hash);
		assert_eq!(rows.summary().unwrap(), found.details.summary);
		// Whoever changes a row there is found out.
		database.get_mut(&place).unwrap().rows[4][1] = Cell::Integer(99);
		assert_ne!(database[&place].hash().unwrap(), access.pointer.hash);
	});
}

/// All that the runtime API tells about a provider who has followed another one, and a viewer.
// covers M18, M67, M86
#[test]
fn clients_find_everything_through_the_runtime_api() {
	chain().execute_with(|| {
		begin();
		let device = shared_device();
		let (bob, charlie, dave) = (Bob.to_account_id(), Charlie.to_account_id(), Dave.to_account_id());
		let subject = Party::Device(device);
		let hash = Runtime::proposal(0).unwrap().hash;
		assert_eq!(Runtime::review(Alice.to_account_id(), 0, None), {
			Answer::Allowed(Access { basis: Basis::DeviceSide, version: None, pointer: pointer() })
		});
		assert_eq!(Runtime::review(charlie.clone(), 0, None), Answer::Refused(Refusal::NoPermission));
		assert_ok!(send(Alice, Call::verify_record { record: 0, hash, bonus: false }).unwrap());
		let scope = || Scope::Tag(bounded("vibration"));
		let terms = Terms { mode: Mode::Read, purpose: Purpose::Research, until: None, queries: Default::default() };
		let grant = Call::grant { source: 0, viewer: charlie.clone(), scope: scope(), terms: terms.clone() };
		assert_ok!(send(Alice, grant).unwrap());
		let now = System::block_number();
		let root = Hash::repeat_byte(1);
		let batch = Batch { root, allowed: 1, refused: 0, from: now, until: now, listed: Default::default() };
		assert_ok!(send(Bob, Call::receipt { relationship: 0, batch }).unwrap());
		let name = || b"Dave".to_vec().try_into().unwrap();
		let register = pallet_device_registry::Call::register_participant { role: Role::ServiceProvider, name: name() };
		assert_ok!(send(Dave, register).unwrap());
		assert_ok!(send(Alice, Call::change_provider { relationship: 0, provider: dave.clone() }).unwrap());
		assert_ok!(send(Dave, Call::accept { relationship: 2 }).unwrap());
		end();

		assert_eq!(Runtime::relationship_between(subject.clone(), dave), Some(2));
		assert_eq!(Runtime::relationship_between(subject.clone(), bob), None, "it has ended");
		assert_eq!(Runtime::history(2), [2, 0]);
		let permission = Runtime::permission(0, 1, scope()).unwrap();
		assert_eq!((permission.terms.clone(), permission.granted_at), (terms, now));
		assert_eq!(Runtime::permission(0, 1, Scope::Record(0)), None);
		assert_eq!(Runtime::permissions_on(0, None, 10), [((1, scope()), permission)]);
		assert!(Runtime::permissions_on(0, Some((1, scope())), 10).is_empty());
		assert_eq!(Runtime::permissions_through(1, None, 10), [(0, scope())]);
		let (log, batches) = Runtime::receipts(0);
		assert_eq!((log.batches, log.allowed, batches.len(), batches[0].root), (1, 1, 1, root));
		let mut all = Runtime::relationships_of(subject, None, 10);
		all.sort();
		assert_eq!(all, [0, 1, 2]);
	});
}

/// A machine without tokens takes back what it has permitted, and removes its records, at its owner's cost.
// covers M69
#[test]
fn a_device_without_tokens_revokes_and_removes() {
	chain().execute_with(|| {
		begin();
		let device = shared_device();
		let hash = DataSharing::proposal(0).unwrap().hash;
		assert_ok!(send(Alice, Call::verify_record { record: 0, hash, bonus: false }).unwrap());
		let scope = || Scope::Tag(bounded("vibration"));
		let terms = Terms { mode: Mode::Read, purpose: Purpose::Research, until: None, queries: Default::default() };
		let grant = Call::grant { source: 0, viewer: Charlie.to_account_id(), scope: scope(), terms };
		assert_ok!(send(Alice, grant).unwrap());
		assert_ok!(send(Alice, pallet_device_registry::Call::fund_fees { device, amount: BPI }).unwrap());
		assert_ok!(send_with_tip(&device_key(), 0, Call::revoke { source: 0, via: 1, scope: scope() }).unwrap());
		assert_eq!(Runtime::permission(0, 1, scope()), None);
		assert_ok!(send_with_tip(&device_key(), 0, Call::remove_record { record: 0 }).unwrap());
		assert_eq!(Runtime::record(0), None);
		end();
		assert_supply_is_whole();
	});
}

/// The device's own account has no tokens: its owner's quota pays for what it does about its data.
// covers M50, M69
#[test]
fn a_device_without_tokens_verifies_its_own_records() {
	chain().execute_with(|| {
		begin();
		let device = shared_device();
		let hash = DataSharing::proposal(0).unwrap().hash;
		let verify = Call::verify_record { record: 0, hash, bonus: false };
		assert_eq!(send_with_tip(&device_key(), 0, verify.clone()), Err(InvalidTransaction::Payment.into()));
		assert_ok!(send(Alice, pallet_device_registry::Call::fund_fees { device, amount: BPI }).unwrap());
		assert_ok!(send_with_tip(&device_key(), 0, verify).unwrap());
		assert_eq!(Runtime::record(0).map(|record| record.version), Some(1));
		let read = Call::acknowledge { party: Party::Device(device), up_to: 2 };
		assert_ok!(send_with_tip(&device_key(), 0, read).unwrap());
		assert_eq!(total(&device_account()), 0);
		end();
		assert_supply_is_whole();
	});
}

#[test]
fn a_device_stays_registered_while_its_data_are_shared() {
	chain().execute_with(|| {
		begin();
		let device = shared_device();
		assert_ok!(send(Alice, pallet_maintenance::Call::cancel_agreement { agreement: 0 }).unwrap());
		let remove = pallet_device_registry::Call::remove_device { device };
		let in_use = pallet_device_registry::Error::<Runtime>::InUse;
		assert_eq!(send(Alice, remove.clone()).unwrap(), Err(in_use.into()));
		for relationship in [0, 1] {
			assert_ok!(send(Alice, Call::end { relationship }).unwrap());
		}
		assert_ok!(send(Alice, remove).unwrap());
		end();
	});
}

/// Deposits cover the largest that can be stored, so that nobody stores much for little.
#[test]
fn deposits_pay_for_the_largest_values() {
	use pallet_data_sharing::Config as Sharing;

	let bytes = |size: usize| crate::configs::deposit(2, size as u32);
	let keys = 2 * 32 + 2 * 24;
	assert!(<Runtime as Sharing>::RecordDeposit::get() >= bytes(RecordOf::<Runtime>::max_encoded_len() + keys));
	assert!(<Runtime as Sharing>::RecordDeposit::get() >= bytes(ProposalOf::<Runtime>::max_encoded_len() + keys));
	let scopes = 2 * 100;
	let permission = bytes(PermissionOf::<Runtime>::max_encoded_len() + keys + scopes);
	assert!(<Runtime as Sharing>::PermissionDeposit::get() >= permission);

	let (one, other) = (Party::Account(AccountId::new([1; 32])), AccountId::new([2; 32]));
	let entries = [
		Relationships::<Runtime>::hashed_key_for(0).len() + RelationshipOf::<Runtime>::max_encoded_len(),
		2 * RelationshipsOf::<Runtime>::hashed_key_for(&one, 0).len(),
		Between::<Runtime>::hashed_key_for(&one, other).len() + 4,
		Uses::<Runtime>::hashed_key_for(0).len() + 4,
		ReceiptLogs::<Runtime>::hashed_key_for(0).len() + ReceiptLog::<BlockNumber>::max_encoded_len(),
		KEPT_BATCHES as usize
			* (Receipts::<Runtime>::hashed_key_for(0, 0).len() + BatchSummaryOf::<Runtime>::max_encoded_len()),
	];
	let (count, size) = (1 + 2 + 1 + 1 + 1 + KEPT_BATCHES, entries.iter().sum::<usize>() as u32);
	println!("a relationship has at most {count} entries with {size} bytes");
	assert!(<Runtime as Sharing>::RelationshipDeposit::get() >= crate::configs::deposit(count, size));
	chain().execute_with(|| {
		begin();
		shared_device();
		let held =
			|who: Sr25519Keyring, reason: HoldReason| Balances::balance_on_hold(&reason.into(), &who.to_account_id());
		let relationship = <Runtime as Sharing>::RelationshipDeposit::get();
		assert_eq!(held(Alice, HoldReason::Relationship), 2 * relationship);
		assert_eq!(held(Bob, HoldReason::Record), <Runtime as Sharing>::RecordDeposit::get());
		end();
	});
}
