use bpiiot_primitives::{Role, device::Registry};
use frame_support::{assert_noop, assert_ok};

use crate::{Error, Event, Participant, Participants, mock::*};

#[test]
fn each_role_can_be_taken() {
	ExtBuilder::default().build_and_execute(|| {
		for (name, role) in
			[("dora", Role::EquipmentOwner), ("emil", Role::ServiceProvider), ("fred", Role::ThirdParty)]
		{
			System::reset_events();
			assert_ok!(DeviceRegistry::register_participant(signed(name), role, text(name)));
			let expected = Participant { role, name: text(name), registered_at: 1 };
			assert_eq!(Participants::<Test>::get(account(name)), Some(expected));
			assert_eq!(<DeviceRegistry as Registry<_>>::role(&account(name)), Some(role));
			assert_eq!(events(), [Event::ParticipantRegistered { who: account(name), role }]);
		}
	});
}

#[test]
fn a_role_is_for_good() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(
			DeviceRegistry::register_participant(signed("alice"), Role::ServiceProvider, text("alice")),
			Error::<Test>::AlreadyExists
		);
	});
}

#[test]
fn a_device_cannot_become_a_participant() {
	ExtBuilder::default().with_device("alice", "robot", 0).build_and_execute(|| {
		assert_noop!(
			DeviceRegistry::register_participant(signed("robot"), Role::ThirdParty, text("robot")),
			Error::<Test>::AccountTaken
		);
	});
}

#[test]
fn nobody_is_registered_without_a_signature() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(
			DeviceRegistry::register_participant(RuntimeOrigin::none(), Role::ThirdParty, text("x")),
			sp_runtime::DispatchError::BadOrigin
		);
	});
}

#[test]
fn the_trait_registers_with_the_same_checks() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(<DeviceRegistry as Registry<_>>::register(&account("dora"), Role::ThirdParty, b"dora"));
		assert_noop!(
			<DeviceRegistry as Registry<_>>::register(&account("dora"), Role::ThirdParty, b"dora"),
			Error::<Test>::AlreadyExists
		);
		assert!(<DeviceRegistry as Registry<_>>::register(&account("emil"), Role::ThirdParty, &[b'x'; 65]).is_err());
		assert_eq!(<DeviceRegistry as Registry<_>>::role(&account("emil")), None);
	});
}
