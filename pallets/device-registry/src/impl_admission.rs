//! Who comes in, and who has to go.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use bpiiot_primitives::{Role, device::Registry};
use frame_support::{
	ensure,
	traits::{
		Contains, Get,
		fungible::MutateHold,
		tokens::{Fortitude::Force, Precision::BestEffort},
	},
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{DispatchError, DispatchResult, traits::Saturating};

use crate::{
	AdmissionPolicy, Admissions, BalanceOf, Config, DeviceOf, Devices, DevicesOf, Error, Event, Expulsions, HoldReason,
	Identities, IdentityOf, LentTo, Name, Pallet, Participant, ParticipantRecordOf, Participants, Policy, SponsoredBy,
	Sponsorship, SponsorshipOf, Sponsorships, Standing, deposits::SPONSORSHIP_ENTRIES, text::ensure_name,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_register_participant(who: T::AccountId, role: Role, name: Name) -> DispatchResult {
		Self::ensure_newcomer(&who)?;
		ensure_name::<T>(&name)?;
		ensure!(Self::is_let_in(&who), Error::<T>::NotAdmitted);
		let deposit = Self::deposit_for(1, name.len());
		Self::hold(HoldReason::Deposit, &who, deposit)?;
		Self::use_admission(&who);
		Self::restore_nonce(&who)?;
		Self::insert_participant(who, role, name, deposit);
		Ok(())
	}

	pub(crate) fn do_leave(who: T::AccountId) -> DispatchResult {
		let participant = Participants::<T>::get(&who).ok_or(Error::<T>::NotParticipant)?;
		ensure!(DevicesOf::<T>::iter_key_prefix(&who).next().is_none(), Error::<T>::OwnsDevices);
		ensure!(LentTo::<T>::iter_key_prefix(&who).next().is_none(), Error::<T>::StillBorrowing);
		ensure!(SponsoredBy::<T>::iter_key_prefix(&who).next().is_none(), Error::<T>::StillSponsoring);
		ensure!(!Self::has_identity(&who), Error::<T>::HasIdentity);
		Self::release(HoldReason::Deposit, &who, participant.deposit)?;
		Participants::<T>::remove(&who);
		Self::deposit_event(Event::ParticipantLeft { who });
		Ok(())
	}

	pub(crate) fn do_set_policy(policy: AdmissionPolicy) -> DispatchResult {
		Policy::<T>::put(policy);
		Self::deposit_event(Event::PolicySet { policy });
		Ok(())
	}

	pub(crate) fn do_admit(who: T::AccountId) -> DispatchResult {
		Self::ensure_newcomer(&who)?;
		ensure!(!Admissions::<T>::contains_key(&who), Error::<T>::AlreadyAdmitted);
		Admissions::<T>::insert(&who, ());
		Self::deposit_event(Event::Admitted { who });
		Ok(())
	}

	pub(crate) fn do_withdraw_admission(who: T::AccountId) -> DispatchResult {
		Admissions::<T>::take(&who).ok_or(Error::<T>::NotAdmitted)?;
		Self::deposit_event(Event::AdmissionWithdrawn { who });
		Ok(())
	}

	pub(crate) fn do_sponsor(sponsor: T::AccountId, newcomer: T::AccountId) -> DispatchResult {
		Self::ensure_admitted(&sponsor)?;
		ensure!(Policy::<T>::get() == AdmissionPolicy::BySponsor, Error::<T>::NoSponsors);
		Self::ensure_newcomer(&newcomer)?;
		if let Some(old) = Sponsorships::<T>::get(&newcomer) {
			// One that has been used and is over binds nobody, and must not keep others from answering for the account.
			ensure!(old.until.is_some() && !Self::is_running(&old), Error::<T>::AlreadySponsored);
			Self::free_sponsor(newcomer.clone(), old)?;
		}
		let (stake, deposit) = (T::SponsorStake::get(), Self::deposit_for(SPONSORSHIP_ENTRIES, 0));
		Self::hold(HoldReason::SponsorStake, &sponsor, stake)?;
		Self::hold(HoldReason::Deposit, &sponsor, deposit)?;
		SponsoredBy::<T>::insert(&sponsor, &newcomer, ());
		Sponsorships::<T>::insert(&newcomer, Sponsorship { sponsor: sponsor.clone(), stake, until: None, deposit });
		Self::deposit_event(Event::Sponsored { newcomer, sponsor, stake });
		Ok(())
	}

	pub(crate) fn do_end_sponsorship(who: T::AccountId, newcomer: T::AccountId) -> DispatchResult {
		let sponsorship = Sponsorships::<T>::get(&newcomer).ok_or(Error::<T>::NotSponsored)?;
		ensure!(sponsorship.sponsor == who, Error::<T>::NotAuthorized);
		ensure!(!Self::is_running(&sponsorship), Error::<T>::OnProbation);
		Self::free_sponsor(newcomer, sponsorship)
	}

	pub(crate) fn do_expel(who: T::AccountId) -> DispatchResult {
		let participant = Participants::<T>::get(&who);
		ensure!(!Expulsions::<T>::contains_key(&who), Error::<T>::Expelled);
		let running = Sponsorships::<T>::get(&who).filter(Self::is_running);
		ensure!(participant.is_some() || running.is_some(), Error::<T>::NotParticipant);
		if let Some(sponsorship) = running {
			let (reason, sponsor) = (HoldReason::SponsorStake.into(), sponsorship.sponsor.clone());
			let amount = T::Currency::burn_held(&reason, &sponsor, sponsorship.stake, BestEffort, Force)?;
			Self::remove_sponsorship(&who, &sponsorship)?;
			Self::deposit_event(Event::StakeBurned { newcomer: who.clone(), sponsor, amount });
		}
		if let Some(participant) = participant {
			Participants::<T>::insert(&who, Participant { expelled: true, ..participant });
		}
		// Beside the participant's record, so that it stays when the participant leaves.
		Expulsions::<T>::insert(&who, ());
		Self::deposit_event(Event::Expelled { who });
		Ok(())
	}

	pub(crate) fn do_readmit(who: T::AccountId) -> DispatchResult {
		Expulsions::<T>::take(&who).ok_or(Error::<T>::NotExpelled)?;
		if let Some(participant) = Participants::<T>::get(&who) {
			Participants::<T>::insert(&who, Participant { expelled: false, ..participant });
		}
		Self::deposit_event(Event::Readmitted { who });
		Ok(())
	}

	/// Whether this account could register now.
	pub(crate) fn can_register(who: &T::AccountId) -> bool {
		Self::ensure_newcomer(who).is_ok() && Self::is_let_in(who)
	}

	/// Whether the policy lets this account register.
	pub(crate) fn is_let_in(who: &T::AccountId) -> bool {
		match Policy::<T>::get() {
			AdmissionPolicy::Open => true,
			AdmissionPolicy::ByCommittee => Admissions::<T>::contains_key(who),
			AdmissionPolicy::BySponsor => {
				Admissions::<T>::contains_key(who)
					|| Sponsorships::<T>::get(who).is_some_and(|sponsorship| sponsorship.until.is_none())
			}
		}
	}

	/// What an account is to the registry, as far as its calls are concerned.
	pub fn standing(who: &T::AccountId) -> Standing {
		match Participants::<T>::get(who) {
			Some(participant) if participant.expelled || participant.moved => Standing::Leaving,
			Some(_) => Standing::Admitted,
			None if Self::is_device_admitted(who) => Standing::Admitted,
			None if T::OpenAccounts::contains(who) => Standing::Leaving,
			None => Standing::Outsider,
		}
	}

	/// Whether this is the account of a device that takes part: with its owner, or with the account to which the owner has
	/// moved. The machine does not stop until that one takes it over.
	fn is_device_admitted(who: &T::AccountId) -> bool {
		let Some(device) = DeviceOf::<T>::get(who).and_then(Devices::<T>::get) else { return false };
		match Participants::<T>::get(&device.owner) {
			Some(owner) if owner.moved && !owner.expelled => {
				Self::new_account_of(&device.owner).is_some_and(|new| Self::ensure_admitted(&new).is_ok())
			}
			Some(owner) => !owner.expelled,
			None => false,
		}
	}

	/// The present account of the identity whose account this was before; none as long as it still is.
	pub(crate) fn new_account_of(former: &T::AccountId) -> Option<T::AccountId> {
		<Self as Registry<_>>::successor_of(former).filter(|new| new != former)
	}

	/// Whether somebody else's word can let this account send a call: not one who has lost its own place.
	pub(crate) fn may_be_guest(who: &T::AccountId) -> bool {
		!Participants::<T>::contains_key(who) && !Expulsions::<T>::contains_key(who)
	}

	/// The record of a participant that may take part.
	pub(crate) fn ensure_admitted(who: &T::AccountId) -> Result<ParticipantRecordOf<T>, DispatchError> {
		let participant = Participants::<T>::get(who).ok_or(Error::<T>::NotParticipant)?;
		ensure!(!participant.expelled, Error::<T>::Expelled);
		ensure!(!participant.moved, Error::<T>::Moved);
		Ok(participant)
	}

	/// As `ensure_admitted`, or that it is a device that takes part.
	pub(crate) fn ensure_takes_part(who: &T::AccountId) -> DispatchResult {
		match Self::ensure_admitted(who) {
			Err(error) if !Self::is_device_admitted(who) => Err(error),
			_ => Ok(()),
		}
	}

	/// As `ensure_admitted`, and that it may own devices.
	pub(crate) fn ensure_equipment_owner(who: &T::AccountId) -> DispatchResult {
		let participant = Self::ensure_admitted(who)?;
		ensure!(participant.role == Role::EquipmentOwner, Error::<T>::NotEquipmentOwner);
		Ok(())
	}

	/// That the account is neither a participant nor a device, and has not lost its place by an expulsion or a move.
	pub(crate) fn ensure_newcomer(who: &T::AccountId) -> DispatchResult {
		ensure!(!Participants::<T>::contains_key(who), Error::<T>::AlreadyExists);
		ensure!(!DeviceOf::<T>::contains_key(who), Error::<T>::AccountTaken);
		ensure!(!Expulsions::<T>::contains_key(who), Error::<T>::Expelled);
		let identity = IdentityOf::<T>::get(who).and_then(|(id, _)| Identities::<T>::get(id));
		ensure!(identity.is_none_or(|identity| identity.account == *who), Error::<T>::Moved);
		Ok(())
	}

	/// Stores a participant.
	pub(crate) fn insert_participant(who: T::AccountId, role: Role, name: Name, deposit: BalanceOf<T>) {
		let registered_at = frame_system::Pallet::<T>::block_number();
		Participants::<T>::insert(
			&who,
			Participant { role, name, registered_at, expelled: false, moved: false, deposit },
		);
		Self::deposit_event(Event::ParticipantRegistered { who, role });
	}

	/// Uses up what has let a newcomer in. A sponsor's probation starts only if nothing else has.
	fn use_admission(who: &T::AccountId) {
		let admitted = Admissions::<T>::take(who).is_some();
		if admitted || Policy::<T>::get() != AdmissionPolicy::BySponsor {
			return;
		}
		Sponsorships::<T>::mutate(who, |sponsorship| {
			if let Some(sponsorship) = sponsorship {
				sponsorship.until = Some(Self::now().saturating_add(T::Probation::get()));
			}
		});
	}

	/// Whether the stake is at risk.
	fn is_running(sponsorship: &SponsorshipOf<T>) -> bool {
		sponsorship.until.is_some_and(|until| Self::now() < until)
	}

	/// Ends a sponsorship whose stake is not at risk.
	fn free_sponsor(newcomer: T::AccountId, sponsorship: SponsorshipOf<T>) -> DispatchResult {
		Self::release(HoldReason::SponsorStake, &sponsorship.sponsor, sponsorship.stake)?;
		Self::remove_sponsorship(&newcomer, &sponsorship)?;
		let Sponsorship { sponsor, stake, .. } = sponsorship;
		Self::deposit_event(Event::SponsorshipEnded { newcomer, sponsor, stake });
		Ok(())
	}

	fn remove_sponsorship(newcomer: &T::AccountId, sponsorship: &SponsorshipOf<T>) -> DispatchResult {
		Self::release(HoldReason::Deposit, &sponsorship.sponsor, sponsorship.deposit)?;
		SponsoredBy::<T>::remove(&sponsorship.sponsor, newcomer);
		Sponsorships::<T>::remove(newcomer);
		Ok(())
	}

	/// Whether this is the account of an identity that has not been retired.
	fn has_identity(who: &T::AccountId) -> bool {
		IdentityOf::<T>::get(who)
			.and_then(|(id, _)| Identities::<T>::get(id))
			.is_some_and(|identity| identity.account == *who && identity.retired_at.is_none())
	}

	/// The number of the present block.
	pub(crate) fn now() -> BlockNumberFor<T> {
		frame_system::Pallet::<T>::block_number()
	}
}
