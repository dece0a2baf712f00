//! Data sharing with the real registry and the real clock, in whole blocks.

use bpiiot_primitives::sharing::{
	Access, Answer, Basis, Content, DataType, Details, Kind, Mode, NoticeKind, Party, Pointer, Purpose, Refusal, Scope,
	Summary, Terms, runtime_decl_for_sharing_api::SharingApi,
};
use codec::MaxEncodedLen;
use pallet_data_sharing::{Call, HoldReason, PermissionOf, ProposalOf, RecordOf};

use super::*;

fn bounded<T: TryFrom<Vec<u8>>>(text: &str) -> T {
	T::try_from(text.as_bytes().to_vec()).ok().unwrap()
}

fn pointer() -> Pointer {
	Pointer { query: bounded("SELECT at, g FROM pump_1"), hash: Hash::repeat_byte(1) }
}

fn content() -> Content<AccountId> {
	let details = Details {
		alias: Hash::repeat_byte(2),
		data_type: DataType::Telemetry,
		tag: bounded("vibration"),
		summary: Summary { rows: 10, from: 1, until: 1_700_000_000_000, index: Hash::repeat_byte(3) },
		host: bounded("data.example:443"),
		pointers: vec![pointer()].try_into().unwrap(),
		link: Default::default(),
		licence: None,
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

// covers M71, M75, M76, M77
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
