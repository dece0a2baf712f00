use bpiiot_primitives::Role;
use frame_support::{assert_noop, assert_ok};

use super::{BAD_ORIGIN, deposited, spendable};
use crate::{AdmissionPolicy, Error, Event, Participants, Terms, mock::*};

#[test]
fn the_deposit_comes_back_and_another_role_can_be_taken() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(DeviceRegistry::leave(signed("bob")));
		assert_eq!((deposited("bob"), spendable("bob")), (0, RICH));
		assert!(!Participants::<Test>::contains_key(account("bob")));
		assert_eq!(events(), [Event::ParticipantLeft { who: account("bob") }]);
		assert_noop!(DeviceRegistry::leave(signed("bob")), Error::<Test>::NotParticipant);
		assert_ok!(DeviceRegistry::register_participant(signed("bob"), Role::ThirdParty, text("bob")));
		assert_noop!(DeviceRegistry::leave(RuntimeOrigin::none()), BAD_ORIGIN);
	});
}

#[test]
fn who_has_something_open_stays() {
	let builder = ExtBuilder::default().with_device("alice", "robot", 0).with_identity("bob", "acme");
	builder.with_policy(AdmissionPolicy::BySponsor).build_and_execute(|| {
		assert_noop!(DeviceRegistry::leave(signed("alice")), Error::<Test>::OwnsDevices);
		assert_noop!(DeviceRegistry::leave(signed("bob")), Error::<Test>::HasIdentity);
		assert_ok!(DeviceRegistry::offer_device(signed("alice"), 0, account("tom"), Terms::Loan { until: 3 }));
		assert_ok!(DeviceRegistry::accept_loan(signed("tom"), 0));
		assert_noop!(DeviceRegistry::leave(signed("tom")), Error::<Test>::StillBorrowing);
		assert_ok!(DeviceRegistry::sponsor(signed("olga"), account("carol")));
		assert_noop!(DeviceRegistry::leave(signed("olga")), Error::<Test>::StillSponsoring);

		go_to(3);
		assert_ok!(DeviceRegistry::remove_device(signed("alice"), 0));
		assert_ok!(DeviceRegistry::retire_identity(signed("bob")));
		assert_ok!(DeviceRegistry::end_sponsorship(signed("olga"), account("carol")));
		for name in ["alice", "bob", "olga", "tom"] {
			assert_ok!(DeviceRegistry::leave(signed(name)));
		}
		assert!(deposited("alice") > 0, "the entry about the loan is still stored");
		assert!(deposited("bob") > 0, "the retired identity is still stored");
		assert_eq!((deposited("olga"), deposited("tom")), (0, 0));
	});
}
