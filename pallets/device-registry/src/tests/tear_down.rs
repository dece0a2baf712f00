//! Whether everything can be undone.

use std::collections::BTreeSet;

use frame_support::assert_ok;

use super::model::Model;
use crate::{
	mock::{Busy, DeviceRegistry, RuntimeOrigin, System, Test, assert_sound, go_to, signed},
	*,
};

/// Removes everything by calls, and sees every deposit come back.
pub fn tear_down(model: &mut Model) {
	assert_ok!(DeviceRegistry::set_policy(RuntimeOrigin::root(), AdmissionPolicy::Open));
	model.pass(2_000);
	Busy::set(BTreeSet::new());
	for (_, identity) in Identities::<Test>::iter().collect::<Vec<_>>() {
		if identity.retired_at.is_none() {
			assert_ok!(DeviceRegistry::retire_identity(RuntimeOrigin::signed(identity.account)));
		}
	}
	// After that no former account has a successor, and all can take away what is their own.
	for (device, record) in Devices::<Test>::iter().collect::<Vec<_>>() {
		assert_ok!(DeviceRegistry::remove_device(RuntimeOrigin::signed(record.owner), device));
	}
	for device in HistoryLength::<Test>::iter_keys().collect::<Vec<_>>() {
		while DeviceRegistry::history_length(device) > 0 {
			assert_ok!(DeviceRegistry::clear_history(signed("fred"), device, u32::MAX));
		}
	}
	for (which, kept) in RetiredNonce::<Test>::iter().collect::<Vec<_>>() {
		assert_ok!(DeviceRegistry::forget_account(RuntimeOrigin::signed(kept.payer), which));
	}
	for (newcomer, sponsorship) in Sponsorships::<Test>::iter().collect::<Vec<_>>() {
		assert_ok!(DeviceRegistry::end_sponsorship(RuntimeOrigin::signed(sponsorship.sponsor), newcomer));
	}
	for (party, alias, _) in Aliases::<Test>::iter().collect::<Vec<_>>() {
		assert_ok!(DeviceRegistry::remove_alias(RuntimeOrigin::signed(party), alias));
	}
	for who in Admissions::<Test>::iter_keys().collect::<Vec<_>>() {
		assert_ok!(DeviceRegistry::withdraw_admission(RuntimeOrigin::root(), who));
	}
	go_to(System::block_number() + 200);
	for (id, identity) in Identities::<Test>::iter().collect::<Vec<_>>() {
		assert_ok!(DeviceRegistry::remove_identity(RuntimeOrigin::signed(identity.account), id));
	}
	for who in Participants::<Test>::iter_keys().collect::<Vec<_>>() {
		assert_ok!(DeviceRegistry::leave(RuntimeOrigin::signed(who)));
	}
	for who in Expulsions::<Test>::iter_keys().collect::<Vec<_>>() {
		assert_ok!(DeviceRegistry::readmit(RuntimeOrigin::root(), who));
	}
	assert_sound();
	for (who, info) in frame_system::Account::<Test>::iter() {
		assert_eq!(info.data.reserved, 0, "something of {who} is still held");
	}
	let mut key = frame_support::storage::storage_prefix(b"DeviceRegistry", b"")[..16].to_vec();
	let prefix = key.clone();
	let mut left = Vec::new();
	while let Some(next) = sp_io::storage::next_key(&key).filter(|next| next.starts_with(&prefix)) {
		left.push(next.clone());
		key = next;
	}
	// The two counters, the policy, and the storage version.
	assert!(left.len() <= 4 && left.iter().all(|key| key.len() == 32), "{} entries are left", left.len());
}
