use frame_support::{assert_noop, assert_ok};

use super::{BAD_ORIGIN, KEYS, deposited};
use crate::{Error, Event, KeyOwner, mock::*};

#[test]
fn old_keys_go_when_nothing_needs_them_any_more() {
	ExtBuilder::default().with_identity("bob", "acme").build_and_execute(|| {
		let prune = |index| DeviceRegistry::prune_keys(signed("bob"), index);
		go_to(5);
		assert_ok!(DeviceRegistry::rotate_keys(signed("bob"), 0, keys("bob", "1")));
		let before = deposited("bob");
		go_to(4 + RETENTION);
		assert_noop!(prune(0), Error::<Test>::KeyNeeded);
		go_to(5 + RETENTION);
		assert_noop!(prune(1), Error::<Test>::KeyNeeded);
		assert_noop!(prune(2), Error::<Test>::KeyNotFound);
		assert_noop!(DeviceRegistry::prune_keys(signed("alice"), 0), Error::<Test>::NoIdentity);
		assert_noop!(DeviceRegistry::prune_keys(RuntimeOrigin::none(), 0), BAD_ORIGIN);
		assert_ok!(prune(0));
		assert_eq!(events().pop(), Some(Event::KeysPruned { identity: 0, index: 0 }));
		assert_eq!(deposited("bob"), before - KEYS);
		assert_eq!(KeyOwner::<Test>::iter().count(), 2);
		assert_noop!(prune(0), Error::<Test>::KeyNotFound);
	});
}

/// Who gains by cheating: one who has read the proof of an old pair on the chain, and brings it back when it was pruned.
#[test]
fn a_published_proof_does_not_bring_a_pruned_pair_back() {
	ExtBuilder::default().with_identity("bob", "acme").build_and_execute(|| {
		let published = keys("bob", "1");
		assert_ok!(DeviceRegistry::add_keys(signed("bob"), published.clone()));
		assert_ok!(DeviceRegistry::retire_keys(signed("bob"), 1));
		go_to(1 + RETENTION);
		assert_ok!(DeviceRegistry::prune_keys(signed("bob"), 1));
		assert_noop!(DeviceRegistry::add_keys(signed("bob"), published), Error::<Test>::BadSigningProof);
		// Whoever has the secrets can.
		assert_ok!(DeviceRegistry::add_keys(signed("bob"), keys("bob", "1")));
	});
}
