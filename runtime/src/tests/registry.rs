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
