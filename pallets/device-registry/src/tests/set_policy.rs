use bpiiot_primitives::Role;
use frame_support::{assert_noop, assert_ok};

use super::BAD_ORIGIN;
use crate::{AdmissionPolicy, Error, Event, Policy, mock::*};

// covers M66
#[test]
fn only_the_committee_sets_the_policy() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(Policy::<Test>::get(), AdmissionPolicy::Open, "the runtime's choice");
		for origin in [signed("alice"), signed("carol"), RuntimeOrigin::none()] {
			assert_noop!(DeviceRegistry::set_policy(origin, AdmissionPolicy::ByCommittee), BAD_ORIGIN);
		}
		assert_ok!(DeviceRegistry::set_policy(RuntimeOrigin::root(), AdmissionPolicy::ByCommittee));
		assert_eq!(DeviceRegistry::policy(), AdmissionPolicy::ByCommittee);
		assert_eq!(events(), [Event::PolicySet { policy: AdmissionPolicy::ByCommittee }]);
	});
}

// covers M66
#[test]
fn who_may_register_follows_the_policy() {
	ExtBuilder::default().with_policy(AdmissionPolicy::BySponsor).build_and_execute(|| {
		let register = |name: &str| DeviceRegistry::register_participant(signed(name), Role::ThirdParty, text(name));
		assert_ok!(DeviceRegistry::sponsor(signed("alice"), account("carol")));
		let set = |policy| {
			assert_ok!(DeviceRegistry::set_policy(RuntimeOrigin::root(), policy));
		};
		// A sponsor's word counts only under the policy that asks for it.
		set(AdmissionPolicy::ByCommittee);
		assert_noop!(register("carol"), Error::<Test>::NotAdmitted);
		assert!(!DeviceRegistry::may_register(account("carol")));
		set(AdmissionPolicy::BySponsor);
		assert!(DeviceRegistry::may_register(account("carol")));
		assert!(!DeviceRegistry::may_register(account("dora")));
		set(AdmissionPolicy::Open);
		assert!(DeviceRegistry::may_register(account("dora")));
		assert!(!DeviceRegistry::may_register(account("alice")), "she is in");
		set(AdmissionPolicy::ByCommittee);
		assert_ok!(DeviceRegistry::admit(RuntimeOrigin::root(), account("carol")));
		assert_ok!(register("carol"));
		// The sponsor's stake has not been used.
		assert_ok!(DeviceRegistry::end_sponsorship(signed("alice"), account("carol")));
	});
}
