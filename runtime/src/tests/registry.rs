//! The registry in whole blocks: who gets in, and what storing costs.

use super::*;

/// The pool's answer.
fn validate(from: Sr25519Keyring, call: impl Into<RuntimeCall>) -> Result<(), TransactionValidityError> {
	let nonce = System::account_nonce(from.to_account_id());
	let tx = sign(&from.pair(), nonce, 0, call.into());
	Executive::validate_transaction(TransactionSource::External, tx, System::parent_hash()).map(|_| ())
}

// covers M13, M66
#[test]
fn an_outsiders_call_is_refused_before_it_gets_into_a_block() {
	use pallet_device_registry::{AdmissionPolicy, Call as Registry, admission};
	use pallet_maintenance::Call as Maintenance;

	let name = |text: &str| text.as_bytes().to_vec().try_into().unwrap();
	let register = || Registry::register_participant { role: Role::ThirdParty, name: name("Eve") };
	let outside = Err(InvalidTransaction::Custom(admission::NOT_A_PARTICIPANT).into());
	let at_the_door = Err(InvalidTransaction::Custom(admission::NOT_LET_IN).into());
	chain().execute_with(|| {
		begin();
		let (device, _) = maintained_device();
		let calls: Vec<RuntimeCall> = vec![
			Maintenance::set_part { part: name("part").into_inner().try_into().unwrap(), name: name("part"), price: 1 }
				.into(),
			Maintenance::accept_request { request: 0 }.into(),
			Maintenance::award_request { request: 0, to_provider: 0, delivered: false }.into(),
			pallet_data_sharing::Call::accept { relationship: 0 }.into(),
			Registry::fund_fees { device, amount: BPI }.into(),
			Registry::leave {}.into(),
		];
		let before = total(&Eve.to_account_id());
		for call in calls {
			assert_eq!(validate(Eve, call.clone()), outside, "{call:?}");
			assert_eq!(send(Eve, call.clone()).map(|_| ()), outside, "{call:?}");
			let batch = pallet_utility::Call::batch_all { calls: vec![transfer(Bob, 1), call.clone()] };
			assert_eq!(validate(Eve, batch.clone()), outside, "{call:?} in a batch");
			let nested = pallet_utility::Call::force_batch { calls: vec![batch.into()] };
			assert_eq!(validate(Eve, nested), outside, "{call:?} in a batch in a batch");
		}
		assert_eq!(total(&Eve.to_account_id()), before, "what is refused costs nothing");
		assert_ok!(validate(Eve, transfer(Bob, 1)));
		// A newcomer registers and starts in one go.
		let calls = vec![register().into(), Registry::register_alias { alias: Hash::zero() }.into()];
		assert_ok!(send(Eve, pallet_utility::Call::batch_all { calls }).unwrap());
		assert!(<DeviceRegistry as bpiiot_primitives::device::Registry<_>>::is_admitted(&Eve.to_account_id()));

		// No key of the dev chain is the committee.
		let policy = Registry::set_policy { policy: AdmissionPolicy::ByCommittee };
		assert_eq!(send(Alice, policy).unwrap(), Err(DispatchError::BadOrigin));
		assert_ok!(DeviceRegistry::set_policy(RuntimeOrigin::root(), AdmissionPolicy::ByCommittee));
		assert_eq!(validate(Dave, register()), at_the_door);
		assert_ok!(DeviceRegistry::admit(RuntimeOrigin::root(), Dave.to_account_id()));
		assert_ok!(send(Dave, register()).unwrap());
		// Expelled: settling goes on, everything else is over.
		assert_ok!(DeviceRegistry::expel(RuntimeOrigin::root(), Alice.to_account_id()));
		assert_ok!(validate(Alice, Maintenance::withdraw_budget { agreement: 0, amount: 1 }));
		assert_eq!(validate(Alice, Maintenance::fund_budget { agreement: 0, amount: 1 }), outside);
		let report = Executive::validate_transaction(
			TransactionSource::External,
			sign(&device_key(), 0, 0, exceedances(1, 1_000)),
			System::parent_hash(),
		);
		assert_eq!(report.map(|_| ()), outside, "its machines are out, too");
		end();
		assert_supply_is_whole();
	});
}

/// Who gains by cheating: one who hides a call behind a registration that fails, or in a call that carries two.
// covers M13, M66
#[test]
fn no_call_that_carries_others_gets_an_outsider_in() {
	use pallet_device_registry::{Call as Registry, admission};
	use pallet_utility::Call as Utility;
	let register = || -> RuntimeCall {
		Registry::register_participant { role: Role::ThirdParty, name: b"x".to_vec().try_into().unwrap() }.into()
	};
	let gated = || -> RuntimeCall { pallet_data_sharing::Call::accept { relationship: 0 }.into() };
	let if_else = |main, fallback| Utility::if_else { main: Box::new(main), fallback: Box::new(fallback) };
	let outside = Err(InvalidTransaction::Custom(admission::NOT_A_PARTICIPANT).into());
	let at_the_door = Err(InvalidTransaction::Custom(admission::NOT_LET_IN).into());
	chain().execute_with(|| {
		begin();
		maintained_device();
		let (alice, dave) = (Alice.to_account_id(), Dave.to_account_id());
		let name = || b"Dave".to_vec().try_into().unwrap();
		assert_ok!(send(Dave, Registry::register_participant { role: Role::EquipmentOwner, name: name() }).unwrap());
		move_identity(&Alice.pair(), &Dave.pair());
		assert_ok!(DeviceRegistry::expel(RuntimeOrigin::root(), Bob.to_account_id()));
		// An outsider, one who has been expelled, and one who has moved.
		for who in [Eve, Bob, Alice] {
			let carriers: Vec<RuntimeCall> = vec![
				Utility::force_batch { calls: vec![gated(), register()] }.into(),
				Utility::force_batch { calls: vec![register(), gated()] }.into(),
				Utility::batch { calls: vec![register(), gated()] }.into(),
				Utility::batch_all { calls: vec![gated(), register()] }.into(),
				if_else(transfer(Dave, 1), gated()).into(),
				if_else(gated(), transfer(Dave, 1)).into(),
				if_else(register(), gated()).into(),
				Utility::batch { calls: vec![if_else(transfer(Dave, 1), gated()).into()] }.into(),
				if_else(transfer(Dave, 1), Utility::batch_all { calls: vec![register(), gated()] }.into()).into(),
				if_else(transfer(Dave, 1), if_else(transfer(Dave, 1), gated()).into()).into(),
			];
			for call in carriers {
				assert_eq!(validate(who, call.clone()), outside, "{who}: {call:?}");
			}
			assert_ok!(validate(who, if_else(transfer(Dave, 1), transfer(Dave, 2))));
		}
		let start = || Utility::batch_all { calls: vec![register(), gated()] };
		assert_ok!(validate(Eve, start()));
		for who in [Bob, Alice] {
			assert_eq!(validate(who, start()), at_the_door, "{who}");
			assert_eq!(validate(who, register()), at_the_door, "{who}");
		}
		// Also when they have left.
		assert_ok!(send(Alice, pallet_maintenance::Call::cancel_agreement { agreement: 0 }).unwrap());
		assert_ok!(send(Dave, Registry::accept_device { device: 0, claim: claim(&device_key(), &dave) }).unwrap());
		for who in [Bob, Alice] {
			assert_ok!(send(who, Registry::leave {}).unwrap());
			assert_eq!(validate(who, start()), at_the_door, "{who}");
			assert_eq!(validate(who, if_else(register(), gated())), outside, "{who}");
		}
		assert!(DeviceRegistry::participant(alice).is_none());
		end();
	});
}

/// The identity of one moves to the other; both are participants of the same role.
fn move_identity(old: &sr25519::Pair, new: &sr25519::Pair) {
	use bpiiot_primitives::identity::account_payload;
	let account = |pair: &sr25519::Pair| AccountId::from(pair.public());
	let handle = b"plant".to_vec().try_into().unwrap();
	let register = pallet_device_registry::Call::register_identity { handle, keys: identity_keys(old) };
	assert_ok!(send_with_tip(old, 0, register).unwrap());
	let id = DeviceRegistry::identity_by_account(account(old)).unwrap().0;
	let payload = account_payload(System::block_hash(0), id, 1, &account(old), &account(new));
	let change = pallet_device_registry::Call::change_account { new: account(new), consent: new.sign(&payload).into() };
	assert_ok!(send_with_tip(old, 0, change).unwrap());
}

/// The first keys of somebody's identity.
fn identity_keys(of: &sr25519::Pair) -> bpiiot_primitives::identity::NewKeys {
	use bpiiot_primitives::identity::{EncryptionKey, EncryptionProof, KeyPair, NewKeys, SigningKey, keys_payload};
	let edwards = sp_core::ed25519::Pair::from_seed(&of.public().0);
	let pair = KeyPair {
		signing: SigningKey::Sr25519(of.public().0),
		encryption: EncryptionKey::of_edwards(&edwards.public().0).unwrap(),
	};
	let payload = keys_payload(System::block_hash(0), &AccountId::from(of.public()), 0, &pair);
	NewKeys {
		pair,
		signing_proof: of.sign(&payload).into(),
		encryption_proof: EncryptionProof { edwards: edwards.public().0, signature: edwards.sign(&payload).0 },
	}
}

/// Who gains by cheating: a thief of an old key, or one who has been expelled, whose calls come through a proxy.
#[test]
fn a_proxy_does_not_send_what_its_principal_may_not() {
	use pallet_device_registry::{Call as Registry, Error};
	chain().execute_with(|| {
		begin();
		let (device, _) = maintained_device();
		let alice = Alice.to_account_id();
		let name = b"Dave".to_vec().try_into().unwrap();
		assert_ok!(send(Dave, Registry::register_participant { role: Role::EquipmentOwner, name }).unwrap());
		let (proxy_type, delegate) = (configs::ProxyType::Any, Charlie.to_account_id().into());
		assert_ok!(send(Alice, pallet_proxy::Call::add_proxy { delegate, proxy_type, delay: 0 }).unwrap());
		let fresh = sr25519::Pair::from_seed(&[43; 32]);
		let profile = DeviceRegistry::device(device).unwrap().profile;
		let calls: [RuntimeCall; 5] = [
			Registry::replace_account { device, account: fresh.public().into(), claim: claim(&fresh, &alice) }.into(),
			Registry::update_device { device, profile }.into(),
			Registry::fund_fees { device, amount: 1 }.into(),
			Registry::set_status { device, status: Default::default(), firmware: None }.into(),
			Registry::set_inventory { device, items: Default::default() }.into(),
		];
		let refused = |error: Error<Runtime>| {
			let error: DispatchError = error.into();
			for call in &calls {
				let (real, call) = (Alice.to_account_id().into(), Box::new(call.clone()));
				assert_ok!(send(Charlie, pallet_proxy::Call::proxy { real, force_proxy_type: None, call }).unwrap());
				System::assert_has_event(pallet_proxy::Event::ProxyExecuted { result: Err(error) }.into());
				System::reset_events();
			}
		};
		assert_ok!(DeviceRegistry::expel(RuntimeOrigin::root(), alice.clone()));
		refused(Error::Expelled);
		assert_ok!(DeviceRegistry::readmit(RuntimeOrigin::root(), alice));
		move_identity(&Alice.pair(), &Dave.pair());
		refused(Error::Moved);
		assert_eq!(DeviceRegistry::device(device).unwrap().account, device_account());
		end();
	});
}

/// Who gains by cheating: the seller of a machine who owes work on it, or whose old partners stay with it.
// covers M57
#[test]
fn a_machine_is_sold_without_its_old_contracts() {
	use bpiiot_primitives::sharing::{Kind, Party};
	use pallet_data_sharing::Call as Sharing;
	use pallet_device_registry::{Call as Registry, Error, Terms};
	chain().execute_with(|| {
		begin();
		let (device, agreement) = maintained_device();
		let dave = Dave.to_account_id();
		let name = |text: &str| text.as_bytes().to_vec().try_into().unwrap();
		let register = |role, text| Registry::register_participant { role, name: name(text) };
		assert_ok!(send(Dave, register(Role::EquipmentOwner, "Buyer")).unwrap());
		assert_ok!(send(Charlie, register(Role::ThirdParty, "Lab")).unwrap());
		// An open agreement, an open relationship, and an invitation.
		for (partner, kind) in [(Bob, Kind::Keeper), (Charlie, Kind::Viewer)] {
			let subject = Party::Device(device);
			let invite = Sharing::establish { subject, partner: partner.to_account_id(), kind };
			assert_ok!(send(Alice, invite).unwrap());
		}
		assert_ok!(send(Bob, Sharing::accept { relationship: 0 }).unwrap());
		let offer = Registry::offer_device { device, to: dave.clone(), terms: Terms::Transfer };
		assert_ok!(send(Alice, offer).unwrap());
		let take = || send(Dave, Registry::accept_device { device, claim: claim(&device_key(), &dave) }).unwrap();
		let in_use = Err(Error::<Runtime>::InUse.into());
		assert_eq!(take(), in_use);
		assert_ok!(send(Alice, pallet_maintenance::Call::cancel_agreement { agreement }).unwrap());
		assert_eq!(take(), in_use);
		assert_ok!(send(Alice, Sharing::end { relationship: 0 }).unwrap());
		assert_ok!(take());
		assert_eq!(DeviceRegistry::device(device).unwrap().owner, dave);
		// What Alice has offered to Charlie does not bind Dave.
		assert!(send(Charlie, Sharing::accept { relationship: 1 }).unwrap().is_err());
		end();
		assert_supply_is_whole();
	});
}

// covers M57
#[test]
fn a_devices_record_has_everything_that_the_paper_lists() {
	use pallet_device_registry::{Call as Registry, DeviceProfile, DeviceStatus, Part, Stock};
	use pallet_maintenance::{Call as Work, Happening, RequestStatus};
	chain().execute_with(|| {
		begin();
		let (device, agreement) = maintained_device();
		let name = |text: &str| text.as_bytes().to_vec().try_into().unwrap();
		let number = |text: &str| text.as_bytes().to_vec().try_into().unwrap();
		let part = |text: &str, parent| Part { number: number(text), position: 1, quantity: 2, parent };
		let profile = DeviceProfile {
			kind: name("pump P-200"),
			details: b"hall 3".to_vec().try_into().unwrap(),
			production_date: 1_583_750_073_000,
			parts: vec![part("motor", None), part("bearing", Some(0))].try_into().unwrap(),
		};
		assert_ok!(send(Alice, Registry::update_device { device, profile: profile.clone() }).unwrap());
		let items: pallet_device_registry::Stocks =
			vec![Stock { number: number("grease"), quantity: 3 }].try_into().unwrap();
		assert_ok!(send(Alice, Registry::set_inventory { device, items: items.clone() }).unwrap());
		assert_ok!(send(Alice, Registry::fund_fees { device, amount: BPI }).unwrap());
		let firmware = Some(Hash::repeat_byte(9));
		let status = DeviceStatus::InMaintenance;
		assert_ok!(send_with_tip(&device_key(), 0, Registry::set_status { device, status, firmware }).unwrap());
		let request = Work::request_service { agreement, rule: 0, trigger: 1 };
		assert_ok!(send_with_tip(&device_key(), 0, request).unwrap());
		assert_ok!(send(Bob, Work::accept_request { request: 0 }).unwrap());
		let evidence = Hash::repeat_byte(5);
		assert_ok!(send(Bob, Work::complete_request { request: 0, evidence }).unwrap());
		assert_ok!(send(Alice, Work::confirm_request { request: 0 }).unwrap());
		let long: BlockNumber = <<Runtime as pallet_maintenance::Config>::ArchiveAfter as sp_core::Get<_>>::get();
		System::set_block_number(System::block_number() + long + 1);
		assert_ok!(Maintenance::archive_request(RuntimeOrigin::signed(Alice.to_account_id()), 0));

		// Type, details, production date and parts; status and firmware; inventory; maintenance history.
		let record = DeviceRegistry::device(device).unwrap();
		assert_eq!((record.profile, record.status, record.firmware), (profile, status, firmware));
		assert_eq!(DeviceRegistry::inventory(device).unwrap().items, items);
		let history = Maintenance::history_of(device, 0, 10);
		let [entry] = &history[..] else { panic!("{history:?}") };
		let Happening::Request(past) = &entry.what else { panic!("{entry:?}") };
		assert_eq!((past.request, past.status, past.paid), (0, RequestStatus::Paid, 5 * BPI));
		assert_eq!((&past.provider, past.evidence), (&Bob.to_account_id(), Some(evidence)));
	});
}

/// From the string by which somebody is known to the contracts about its machines, by the API that gatekeepers ask.
// covers M65, M78
#[test]
fn the_string_leads_to_the_account_its_keys_and_its_contracts() {
	use bpiiot_primitives::identity::{PublicKey, SigningKey, runtime_decl_for_registry_api::RegistryApi};
	use pallet_device_registry::{Call as Registry, Terms};
	chain().execute_with(|| {
		begin();
		let (device, agreement) = maintained_device();
		let (alice, bob, dave) = (Alice.to_account_id(), Bob.to_account_id(), Dave.to_account_id());
		let (handle, keys) = (b"plant-1".to_vec().try_into().unwrap(), identity_keys(&Alice.pair()));
		assert_ok!(send(Alice, Registry::register_identity { handle, keys }).unwrap());
		let (id, found) = Runtime::resolve(b"Plant-1".to_vec()).unwrap();
		assert_eq!((id, &found), (0, &alice));
		assert_eq!(Runtime::resolve(b"p1ant-1".to_vec()), None, "one that looks like it leads nowhere");
		assert_eq!(DeviceRegistry::devices_of(found.clone(), None, 10), [device]);
		assert_eq!(Maintenance::agreements_of(device, None, 10), [agreement]);
		let contract = Maintenance::agreement(agreement).unwrap();
		assert_eq!((contract.owner, contract.provider), (alice.clone(), bob));

		let now = System::block_number();
		assert_eq!((Runtime::account_at(id, now), Runtime::account_at(id, now - 1)), (Some(alice.clone()), None));
		let signing = SigningKey::Sr25519(Alice.public().0);
		let identity = Runtime::shared_identity(alice.clone(), None).unwrap();
		assert_eq!((identity.fields(), &identity.signing[..]), (3, &[signing][..]));
		assert_eq!(Runtime::shared_identity(alice.clone(), Some(now)), Some(identity));
		assert_eq!(Runtime::shared_identity(alice.clone(), Some(now - 1)), None);
		let key = PublicKey::Signing(signing);
		let valid = |who: &AccountId, block| Runtime::key_valid_at(who.clone(), key, block);
		assert_eq!((valid(&alice, now), valid(&dave, now), valid(&alice, now + 1)), (true, false, false));

		assert_eq!((Runtime::role(alice.clone()), Runtime::role(dave.clone())), (Some(Role::EquipmentOwner), None));
		let admitted = [&alice, &device_account(), &dave].map(|who| Runtime::is_admitted(who.clone()));
		assert_eq!(admitted, [true, true, false]);
		assert_eq!((Runtime::device_of(device_account()), Runtime::device_of(alice.clone())), (Some(device), None));
		let name = b"Dave".to_vec().try_into().unwrap();
		assert_ok!(send(Dave, Registry::register_participant { role: Role::ThirdParty, name }).unwrap());
		let terms = Terms::Loan { until: now + 5 };
		assert_ok!(send(Alice, Registry::offer_device { device, to: dave.clone(), terms }).unwrap());
		assert_ok!(send(Dave, Registry::accept_loan { device }).unwrap());
		assert_eq!((Runtime::owner_of(device), Runtime::operator_of(device)), (Some(alice), Some(dave)));
		assert_eq!((Runtime::owner_of(device + 1), Runtime::operator_of(device + 1)), (None, None));
		end();
	});
}

/// A deposit for a proxy is no business with a contract.
#[test]
fn what_is_reserved_for_a_proxy_lets_no_outsider_settle() {
	use pallet_device_registry::{Call as Registry, admission};
	chain().execute_with(|| {
		begin();
		let (proxy_type, delegate) = (configs::ProxyType::Any, Charlie.to_account_id().into());
		assert_ok!(send(Eve, pallet_proxy::Call::add_proxy { delegate, proxy_type, delay: 0 }).unwrap());
		assert!(Balances::reserved_balance(Eve.to_account_id()) > 0);
		let outside = Err(InvalidTransaction::Custom(admission::NOT_A_PARTICIPANT).into());
		assert_eq!(validate(Eve, Registry::leave {}), outside);
		end();
	});
}

/// Who gains by cheating: an outsider behind a proxy or a multisig, whose call has another origin than the transaction.
#[test]
fn what_a_proxy_carries_is_refused_when_it_is_dispatched() {
	use pallet_device_registry::Call as Registry;
	chain().execute_with(|| {
		begin();
		maintained_device();
		let (proxy_type, delegate) = (configs::ProxyType::Any, Charlie.to_account_id().into());
		assert_ok!(send(Eve, pallet_proxy::Call::add_proxy { delegate, proxy_type, delay: 0 }).unwrap());
		let call = Box::new(Registry::register_alias { alias: Hash::zero() }.into());
		let real = Eve.to_account_id().into();
		assert_ok!(send(Charlie, pallet_proxy::Call::proxy { real, force_proxy_type: None, call }).unwrap());
		let refused = System::events().into_iter().any(|record| {
			matches!(
				record.event,
				RuntimeEvent::Proxy(pallet_proxy::Event::ProxyExecuted { result: Err(DispatchError::Module(_)) })
			)
		});
		assert!(refused, "the call inside has failed");
		assert!(DeviceRegistry::aliases_of(Eve.to_account_id(), None, 1).is_empty());
		end();
	});
}

/// What the registry's deposits are for: the state cannot be filled for nothing.
#[test]
fn a_block_reward_stores_two_dozen_devices_and_not_a_thousand() {
	chain().execute_with(|| {
		begin();
		let (device, _) = maintained_device();
		let deposit = DeviceRegistry::device(device).unwrap().deposit;
		assert_eq!(configs::BLOCK_REWARD / deposit, 24);
		let participant = DeviceRegistry::participant(Alice.to_account_id()).unwrap().deposit;
		assert!(participant > BPI / 10 && participant < BPI);
		end();
	});
}
