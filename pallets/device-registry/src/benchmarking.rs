//! What each call costs at worst: the fullest records, and everything there that it can touch.
//!
//! They also run as tests, on the runtime of the tests.

mod setup;

use bpiiot_primitives::{Hash, Role, device::Registry, identity::account_payload};
use frame_benchmarking::v2::*;
use frame_support::{
	dispatch::{DispatchInfo, GetDispatchInfo, PostDispatchInfo},
	traits::fungible::{Balanced, Inspect},
};
use frame_system::RawOrigin;
use pallet_transaction_payment::OnChargeTransaction;
use sp_core::sr25519;
use sp_runtime::traits::{Dispatchable, One, Saturating, Verify, Zero};

extern crate alloc;
use alloc::vec;

use self::setup::*;
use crate::{Pallet as Registered, *};

#[benchmarks(
	where
		T::Signature: From<sr25519::Signature>,
		<T::Signature as Verify>::Signer: From<sr25519::Public>,
		T: pallet_transaction_payment::Config,
		<T as pallet_transaction_payment::Config>::OnChargeTransaction: OnChargeTransaction<T, Balance = BalanceOf<T>>,
		<T as frame_system::Config>::RuntimeCall: From<Call<T>> + Dispatchable<Info = DispatchInfo, PostInfo = PostDispatchInfo>,
)]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn register_participant() {
		Policy::<T>::put(AdmissionPolicy::BySponsor);
		let (guarantor, who) = (owner::<T>(0), rich::<T>(1));
		Registered::<T>::do_sponsor(guarantor, who.clone()).expect("sponsors");
		kept_nonce::<T>(&who);
		let name = vec![b'n'; MAX_NAME as usize].try_into().expect("fits");
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), Role::ThirdParty, name);
		assert!(Participants::<T>::contains_key(&who));
	}

	#[benchmark]
	fn register_device() {
		let owner = owner::<T>(0);
		let (public, account) = key::<T>();
		kept_nonce::<T>(&account);
		let claim = claim::<T>(&public, &owner);
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), account.clone(), claim, profile());
		assert!(DeviceOf::<T>::contains_key(&account));
	}

	#[benchmark]
	fn update_device() {
		let owner = owner::<T>(0);
		let (id, ..) = device::<T>(&owner);
		let mut smaller = profile();
		smaller.details = Default::default();
		Registered::<T>::do_update_device(owner.clone(), id, smaller).expect("updates");
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), id, profile());
		assert_eq!(Devices::<T>::get(id).expect("exists").profile, profile());
	}

	#[benchmark]
	fn remove_device() {
		let (owner, borrower) = (owner::<T>(0), owner::<T>(1));
		let (id, _, account) = device::<T>(&owner);
		ended_loan::<T>(&owner, id, &borrower);
		let amount = T::Currency::minimum_balance();
		Registered::<T>::do_fund_fees(owner.clone(), id, amount.max(One::one())).expect("funds");
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), id);
		assert!(!DeviceOf::<T>::contains_key(&account));
	}

	#[benchmark]
	fn fund_fees() {
		let owner = owner::<T>(0);
		let (id, ..) = device::<T>(&owner);
		let amount = T::Currency::minimum_balance().max(One::one());
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), id, amount);
		assert_eq!(FeeQuota::<T>::get(id), amount);
	}

	#[benchmark]
	fn withdraw_fees() {
		let owner = owner::<T>(0);
		let (id, ..) = device::<T>(&owner);
		let amount = T::Currency::minimum_balance().max(One::one());
		Registered::<T>::do_fund_fees(owner.clone(), id, amount).expect("funds");
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), id, amount);
		assert!(FeeQuota::<T>::get(id).is_zero());
	}

	#[benchmark]
	fn set_policy() -> Result<(), BenchmarkError> {
		let origin = committee::<T>()?;
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, AdmissionPolicy::BySponsor);
		assert_eq!(Policy::<T>::get(), AdmissionPolicy::BySponsor);
		Ok(())
	}

	#[benchmark]
	fn admit() -> Result<(), BenchmarkError> {
		let origin = committee::<T>()?;
		let who = rich::<T>(0);
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, who.clone());
		assert!(Admissions::<T>::contains_key(&who));
		Ok(())
	}

	#[benchmark]
	fn sponsor() {
		Policy::<T>::put(AdmissionPolicy::BySponsor);
		let (guarantor, newcomer, before) = (owner::<T>(0), rich::<T>(1), owner::<T>(2));
		// Another one has answered for the newcomer, who has come and gone.
		Registered::<T>::do_sponsor(before, newcomer.clone()).expect("sponsors");
		let over = frame_system::Pallet::<T>::block_number();
		Sponsorships::<T>::mutate(&newcomer, |found| found.as_mut().expect("is there").until = Some(over));
		#[extrinsic_call]
		_(RawOrigin::Signed(guarantor.clone()), newcomer.clone());
		assert_eq!(Sponsorships::<T>::get(&newcomer).map(|found| found.sponsor), Some(guarantor));
	}

	#[benchmark]
	fn end_sponsorship() {
		Policy::<T>::put(AdmissionPolicy::BySponsor);
		let (guarantor, newcomer) = (owner::<T>(0), rich::<T>(1));
		Registered::<T>::do_sponsor(guarantor.clone(), newcomer.clone()).expect("sponsors");
		#[extrinsic_call]
		_(RawOrigin::Signed(guarantor), newcomer.clone());
		assert!(!Sponsorships::<T>::contains_key(&newcomer));
	}

	#[benchmark]
	fn withdraw_admission() -> Result<(), BenchmarkError> {
		let origin = committee::<T>()?;
		let who = rich::<T>(0);
		Registered::<T>::do_admit(who.clone()).expect("admits");
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, who.clone());
		assert!(!Admissions::<T>::contains_key(&who));
		Ok(())
	}

	#[benchmark]
	fn expel() -> Result<(), BenchmarkError> {
		let origin = committee::<T>()?;
		Policy::<T>::put(AdmissionPolicy::BySponsor);
		let (guarantor, who) = (owner::<T>(0), rich::<T>(1));
		Registered::<T>::do_sponsor(guarantor, who.clone()).expect("sponsors");
		let name = vec![b'n'; MAX_NAME as usize].try_into().expect("fits");
		Registered::<T>::do_register_participant(who.clone(), Role::ThirdParty, name).expect("registers");
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, who.clone());
		assert!(Participants::<T>::get(&who).expect("is one").expelled);
		assert!(!Sponsorships::<T>::contains_key(&who));
		Ok(())
	}

	#[benchmark]
	fn readmit() -> Result<(), BenchmarkError> {
		let origin = committee::<T>()?;
		let who = owner::<T>(0);
		Registered::<T>::do_expel(who.clone()).expect("expels");
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, who.clone());
		assert!(!Participants::<T>::get(&who).expect("is one").expelled);
		Ok(())
	}

	#[benchmark]
	fn leave() {
		let who = rich::<T>(0);
		let name = vec![b'n'; MAX_NAME as usize].try_into().expect("fits");
		Registered::<T>::do_register_participant(who.clone(), Role::EquipmentOwner, name).expect("registers");
		identity::<T>(&who);
		Registered::<T>::do_retire_identity(who.clone()).expect("retires");
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()));
		assert!(!Participants::<T>::contains_key(&who));
	}

	#[benchmark]
	fn register_identity() {
		let who = owner::<T>(0);
		let keys = new_keys::<T>(&who);
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), handle(), keys);
		assert!(IdentityOf::<T>::contains_key(&who));
	}

	#[benchmark]
	fn change_account() {
		let old = owner::<T>(0);
		let (public, new) = key::<T>();
		let amount = Registered::<T>::deposit_for(1_000, 0).saturating_add(T::Currency::minimum_balance());
		assert!(T::Currency::resolve(&new, T::Currency::issue(amount)).is_ok());
		Registered::<T>::register(&new, Role::EquipmentOwner, b"new").expect("registers");
		let id = identity::<T>(&old);
		fill::<T>(id, MAX_KEYS, MAX_KEYS);
		let consent = sign::<T>(&public, &account_payload(Registered::<T>::genesis(), id, 1, &old, &new));
		#[extrinsic_call]
		_(RawOrigin::Signed(old), new.clone(), consent);
		assert_eq!(Identities::<T>::get(id).expect("exists").account, new);
	}

	#[benchmark]
	fn retire_identity() {
		let who = owner::<T>(0);
		let id = identity::<T>(&who);
		fill::<T>(id, MAX_KEYS, MAX_KEYS);
		#[extrinsic_call]
		_(RawOrigin::Signed(who));
		assert!(Identities::<T>::get(id).expect("exists").retired_at.is_some());
	}

	#[benchmark]
	fn remove_identity() {
		let who = owner::<T>(0);
		let id = identity::<T>(&who);
		fill::<T>(id, MAX_KEYS, MAX_STORED_KEYS);
		for index in 1..MAX_ACCOUNTS {
			let former: T::AccountId = account("former", index, 0);
			IdentityOf::<T>::insert(&former, (id, index));
			let span = AccountSpan { account: former, from: Zero::zero(), until: Some(Zero::zero()) };
			Accounts::<T>::insert(id, index, span);
		}
		Registered::<T>::do_retire_identity(who.clone()).expect("retires");
		pass_retention::<T>();
		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), id);
		assert!(!Identities::<T>::contains_key(id));
		assert!(!IdentityOf::<T>::contains_key(&who));
		assert_eq!(KeyOwner::<T>::iter_keys().count(), 0);
	}

	#[benchmark]
	fn add_keys() {
		let who = owner::<T>(0);
		let id = identity::<T>(&who);
		fill::<T>(id, MAX_KEYS - 1, MAX_KEYS - 1);
		let keys = new_keys::<T>(&who);
		#[extrinsic_call]
		_(RawOrigin::Signed(who), keys);
		assert_eq!(Identities::<T>::get(id).expect("exists").keys.len() as u32, MAX_KEYS);
	}

	#[benchmark]
	fn rotate_keys() {
		let who = owner::<T>(0);
		let id = identity::<T>(&who);
		fill::<T>(id, MAX_KEYS, MAX_KEYS);
		let keys = new_keys::<T>(&who);
		#[extrinsic_call]
		_(RawOrigin::Signed(who), MAX_KEYS - 1, keys);
		assert_eq!(Identities::<T>::get(id).expect("exists").next_key, MAX_KEYS + 1);
	}

	#[benchmark]
	fn retire_keys() {
		let who = owner::<T>(0);
		let id = identity::<T>(&who);
		fill::<T>(id, MAX_KEYS, MAX_KEYS);
		#[extrinsic_call]
		_(RawOrigin::Signed(who), 0);
		assert_eq!(Identities::<T>::get(id).expect("exists").keys.len() as u32, MAX_KEYS - 1);
	}

	#[benchmark]
	fn prune_keys() {
		let who = owner::<T>(0);
		let id = identity::<T>(&who);
		fill::<T>(id, MAX_KEYS, MAX_KEYS);
		Registered::<T>::do_retire_keys(who.clone(), 0).expect("retires");
		pass_retention::<T>();
		#[extrinsic_call]
		_(RawOrigin::Signed(who), 0);
		assert!(!Keys::<T>::contains_key(id, 0));
	}

	#[benchmark]
	fn offer_device() {
		let (owner, to) = (owner::<T>(0), owner::<T>(1));
		let (id, ..) = device::<T>(&owner);
		ended_loan::<T>(&owner, id, &to);
		let until = frame_system::Pallet::<T>::block_number().saturating_add(10u32.into());
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), id, to, Terms::Loan { until });
		assert!(Offers::<T>::contains_key(id));
	}

	#[benchmark]
	fn withdraw_offer() {
		let (owner, to) = (owner::<T>(0), owner::<T>(1));
		let (id, ..) = device::<T>(&owner);
		Registered::<T>::do_offer_device(owner, id, to.clone(), Terms::Transfer).expect("offers");
		#[extrinsic_call]
		_(RawOrigin::Signed(to), id);
		assert!(!Offers::<T>::contains_key(id));
	}

	#[benchmark]
	fn accept_device() {
		let (from, to) = (owner::<T>(0), owner::<T>(1));
		let (id, public, _) = device::<T>(&from);
		let amount = T::Currency::minimum_balance();
		Registered::<T>::do_fund_fees(from.clone(), id, amount.max(One::one())).expect("funds");
		identity::<T>(&from);
		Registered::<T>::do_offer_device(from, id, to.clone(), Terms::Transfer).expect("offers");
		// The owner's identity is looked up; it is the owner's still.
		let claim = claim::<T>(&public, &to);
		#[extrinsic_call]
		_(RawOrigin::Signed(to.clone()), id, claim);
		assert_eq!(Devices::<T>::get(id).expect("exists").owner, to);
	}

	#[benchmark]
	fn accept_loan() {
		let (owner, to) = (owner::<T>(0), owner::<T>(1));
		let (id, ..) = device::<T>(&owner);
		let until = frame_system::Pallet::<T>::block_number().saturating_add(10u32.into());
		Registered::<T>::do_offer_device(owner, id, to.clone(), Terms::Loan { until }).expect("offers");
		#[extrinsic_call]
		_(RawOrigin::Signed(to.clone()), id);
		assert_eq!(Registered::<T>::operator_of_device(id), Some(to));
	}

	#[benchmark]
	fn end_loan() {
		let (owner, to) = (owner::<T>(0), owner::<T>(1));
		let (id, ..) = device::<T>(&owner);
		let until = frame_system::Pallet::<T>::block_number().saturating_add(10u32.into());
		Registered::<T>::do_offer_device(owner, id, to.clone(), Terms::Loan { until }).expect("offers");
		Registered::<T>::do_accept_loan(to.clone(), id).expect("accepts");
		#[extrinsic_call]
		_(RawOrigin::Signed(to), id);
		assert!(!Loans::<T>::contains_key(id));
	}

	#[benchmark]
	fn replace_account() {
		let owner = owner::<T>(0);
		let (id, ..) = device::<T>(&owner);
		let (public, account) = key::<T>();
		kept_nonce::<T>(&account);
		let claim = claim::<T>(&public, &owner);
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), id, account.clone(), claim);
		assert_eq!(DeviceOf::<T>::get(&account), Some(id));
	}

	#[benchmark]
	fn set_status() {
		let (owner, to) = (owner::<T>(0), owner::<T>(1));
		let (id, ..) = device::<T>(&owner);
		let until = frame_system::Pallet::<T>::block_number().saturating_add(10u32.into());
		Registered::<T>::do_offer_device(owner, id, to.clone(), Terms::Loan { until }).expect("offers");
		Registered::<T>::do_accept_loan(to.clone(), id).expect("accepts");
		#[extrinsic_call]
		_(RawOrigin::Signed(to), id, DeviceStatus::Faulty, Some(Hash::zero()));
		assert_eq!(Devices::<T>::get(id).expect("exists").status, DeviceStatus::Faulty);
	}

	#[benchmark]
	fn set_inventory() {
		let owner = owner::<T>(0);
		let (id, ..) = device::<T>(&owner);
		let mut fewer = stocks();
		fewer.truncate(1);
		Registered::<T>::do_set_inventory(owner.clone(), id, fewer).expect("sets");
		#[extrinsic_call]
		_(RawOrigin::Signed(owner), id, stocks());
		assert_eq!(Inventories::<T>::get(id).expect("is set").items, stocks());
	}

	#[benchmark]
	fn clear_history(e: Linear<1, 100>) {
		let who = owner::<T>(0);
		for index in 0..e {
			// Each entry of another payer, who gets back what is held.
			let payer = rich::<T>(index + 1);
			let deposit = Registered::<T>::deposit_for(1, 0);
			Registered::<T>::hold(HoldReason::Deposit, &payer, deposit).expect("holds");
			let passage = Passage::Transferred { from: who.clone(), to: payer.clone() };
			History::<T>::insert(7, index, HistoryEntry { passage, at: Zero::zero(), payer, deposit });
		}
		HistoryLength::<T>::insert(7, e);
		#[extrinsic_call]
		_(RawOrigin::Signed(who), 7, e);
		assert!(!HistoryLength::<T>::contains_key(7));
	}

	#[benchmark]
	fn forget_account() {
		let who = owner::<T>(0);
		let (id, _, account) = device::<T>(&who);
		Registered::<T>::do_remove_device(who.clone(), id).expect("removes");
		#[extrinsic_call]
		_(RawOrigin::Signed(who), account.clone());
		assert!(!RetiredNonce::<T>::contains_key(&account));
	}

	#[benchmark]
	fn register_alias() {
		let party = owner::<T>(0);
		#[extrinsic_call]
		_(RawOrigin::Signed(party.clone()), Hash::zero());
		assert!(Aliases::<T>::contains_key(&party, Hash::zero()));
	}

	#[benchmark]
	fn remove_alias() {
		let party = owner::<T>(0);
		Registered::<T>::do_register_alias(party.clone(), Hash::zero()).expect("registers");
		#[extrinsic_call]
		_(RawOrigin::Signed(party.clone()), Hash::zero());
		assert!(!Aliases::<T>::contains_key(&party, Hash::zero()));
	}

	/// The longest way to an answer: the device of an owner whose new account has been expelled.
	#[benchmark]
	fn check_admitted() {
		let (old, new) = (owner::<T>(0), owner::<T>(1));
		let (id, _, account) = device::<T>(&old);
		let identity = identity::<T>(&old);
		Identities::<T>::mutate(identity, |found| found.as_mut().expect("is there").account = new.clone());
		Participants::<T>::mutate(&old, |found| found.as_mut().expect("is there").moved = true);
		Registered::<T>::do_expel(new).expect("expels");
		let call: <T as frame_system::Config>::RuntimeCall =
			Call::<T>::set_status { device: id, status: Default::default(), firmware: None }.into();
		let passed;
		#[block]
		{
			passed = crate::admission::check::<T>(&account, &call).is_ok();
		}
		assert!(!passed);
	}

	#[benchmark]
	fn check_registration() {
		Policy::<T>::put(AdmissionPolicy::BySponsor);
		let (guarantor, who) = (owner::<T>(0), rich::<T>(1));
		Registered::<T>::do_sponsor(guarantor, who.clone()).expect("sponsors");
		// One who has had an identity before, whose record is still there.
		Registered::<T>::register(&who, Role::EquipmentOwner, b"who").expect("registers");
		identity::<T>(&who);
		Registered::<T>::do_retire_identity(who.clone()).expect("retires");
		Registered::<T>::do_leave(who.clone()).expect("leaves");
		let name = vec![b'n'; MAX_NAME as usize].try_into().expect("fits");
		let call: <T as frame_system::Config>::RuntimeCall =
			Call::<T>::register_participant { role: Role::ThirdParty, name }.into();
		let passed;
		#[block]
		{
			passed = crate::admission::check::<T>(&who, &call).is_ok();
		}
		assert!(passed);
	}

	/// The fee of a device's call, the most of which comes back.
	#[benchmark]
	fn sponsored_fee() {
		let owner = owner::<T>(0);
		let (id, _, account) = device::<T>(&owner);
		let quota = T::Currency::minimum_balance().saturating_mul(100u32.into());
		Registered::<T>::do_fund_fees(owner, id, quota).expect("funds");
		let call: <T as frame_system::Config>::RuntimeCall =
			Call::<T>::set_status { device: id, status: Default::default(), firmware: None }.into();
		let (info, post) = (call.get_dispatch_info(), PostDispatchInfo::default());
		let (most, fee) = (T::Currency::minimum_balance().saturating_mul(50u32.into()), T::Currency::minimum_balance());
		let paid;
		#[block]
		{
			let payment = PaymentOf::<T>::withdraw_fee(&account, &call, &info, most, Zero::zero());
			paid = payment.and_then(|payment| {
				PaymentOf::<T>::correct_and_deposit_fee(&account, &info, &post, fee, Zero::zero(), payment)
			});
		}
		assert!(paid.is_ok());
		assert!(FeeQuota::<T>::get(id) < quota && FeeQuota::<T>::get(id) > quota - most);
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::bare_ext(), crate::mock::Test);
}
