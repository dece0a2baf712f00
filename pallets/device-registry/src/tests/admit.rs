use bpiiot_primitives::Role;
use frame_support::{assert_noop, assert_ok};

use super::BAD_ORIGIN;
use crate::{AdmissionPolicy, Admissions, Error, Event, mock::*};

// covers M66
#[test]
fn the_admitted_register_once() {
	ExtBuilder::default().with_policy(AdmissionPolicy::ByCommittee).build_and_execute(|| {
		let register = || DeviceRegistry::register_participant(signed("carol"), Role::ThirdParty, text("carol"));
		assert_noop!(register(), Error::<Test>::NotAdmitted);
		assert_ok!(DeviceRegistry::admit(RuntimeOrigin::root(), account("carol")));
		assert_eq!(events(), [Event::Admitted { who: account("carol") }]);
		assert_ok!(register());
		assert!(!Admissions::<Test>::contains_key(account("carol")));
		// An admission is for one coming.
		assert_ok!(DeviceRegistry::leave(signed("carol")));
		assert_noop!(register(), Error::<Test>::NotAdmitted);
	});
}

#[test]
fn only_newcomers_are_admitted_and_only_by_the_committee() {
	ExtBuilder::default().with_device("alice", "robot", 0).build_and_execute(|| {
		let admit = |name: &str| DeviceRegistry::admit(RuntimeOrigin::root(), account(name));
		assert_noop!(admit("alice"), Error::<Test>::AlreadyExists);
		assert_noop!(admit("robot"), Error::<Test>::AccountTaken);
		assert_noop!(DeviceRegistry::admit(signed("alice"), account("carol")), BAD_ORIGIN);
		assert_ok!(admit("carol"));
		assert_noop!(admit("carol"), Error::<Test>::AlreadyAdmitted);
	});
}

#[test]
fn an_admission_is_withdrawn_before_it_is_used() {
	ExtBuilder::default().with_policy(AdmissionPolicy::ByCommittee).build_and_execute(|| {
		let withdraw = || DeviceRegistry::withdraw_admission(RuntimeOrigin::root(), account("carol"));
		assert_noop!(withdraw(), Error::<Test>::NotAdmitted);
		assert_ok!(DeviceRegistry::admit(RuntimeOrigin::root(), account("carol")));
		assert_noop!(DeviceRegistry::withdraw_admission(signed("alice"), account("carol")), BAD_ORIGIN);
		assert_ok!(withdraw());
		assert_eq!(events().pop(), Some(Event::AdmissionWithdrawn { who: account("carol") }));
		assert_noop!(
			DeviceRegistry::register_participant(signed("carol"), Role::ThirdParty, text("carol")),
			Error::<Test>::NotAdmitted
		);
	});
}
