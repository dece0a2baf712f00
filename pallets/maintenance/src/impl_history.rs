//! What stays after a job: the rating of its provider, and the history of its device.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use bpiiot_primitives::{Balance, DeviceId, RequestId, device::Registry};
use frame_support::{
	ensure,
	traits::{
		Get,
		fungible::{Inspect, Mutate},
		tokens::{
			Fortitude::Polite,
			Precision::Exact,
			Preservation::{Preserve, Protect},
		},
	},
};
use sp_runtime::{DispatchError, DispatchResult, traits::Saturating};

use crate::{
	Agreements, Config, Error, Event, EvidenceOf, Happening, History, HistoryLength, HoldReason, MAX_PAGE, MAX_SCORE,
	Pallet, PastRequest, Ratings, Record, RequestStatus, Requests, RequestsOf,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_rate(owner: T::AccountId, id: RequestId, score: u8) -> DispatchResult {
		let mut request = Self::find_request(id)?;
		ensure!(request.owner == owner, Error::<T>::NotOwner);
		Self::ensure_admitted(&owner)?;
		ensure!((1..=MAX_SCORE).contains(&score), Error::<T>::BadScore);
		ensure!(matches!(request.status, RequestStatus::Paid | RequestStatus::Awarded), Error::<T>::NotPaid);
		ensure!(request.paid > 0, Error::<T>::NotPaid);
		ensure!(request.score.is_none(), Error::<T>::AlreadyRated);
		let value = request.paid;
		ensure!(value >= T::MinRatedValue::get(), Error::<T>::ValueTooSmall);
		let mut rating = Ratings::<T>::get(&request.provider);
		rating.jobs = rating.jobs.checked_add(1).ok_or(Error::<T>::Overflow)?;
		rating.value = rating.value.checked_add(value).ok_or(Error::<T>::Overflow)?;
		let points = value.checked_mul(score.into()).ok_or(Error::<T>::Overflow)?;
		rating.points = rating.points.checked_add(points).ok_or(Error::<T>::Overflow)?;

		let levy = T::RatingLevy::get().mul_ceil(value);
		ensure!(T::Currency::reducible_balance(&owner, Protect, Polite) >= levy, Error::<T>::InsufficientFunds);
		if levy > 0 {
			T::Currency::burn_from(&owner, levy, Preserve, Exact, Polite)?;
		}

		let provider = request.provider.clone();
		Ratings::<T>::insert(&provider, rating);
		request.score = Some(score);
		Requests::<T>::insert(id, request);
		Self::deposit_event(Event::ProviderRated { request: id, provider, score, value, levy });
		Ok(())
	}

	pub(crate) fn do_archive(owner: T::AccountId, id: RequestId) -> DispatchResult {
		let request = Self::find_request(id)?;
		ensure!(request.owner == owner, Error::<T>::NotOwner);
		let settled_at = request.settled_at.ok_or(Error::<T>::NotSettled)?;
		let now = frame_system::Pallet::<T>::block_number();
		ensure!(now > settled_at.saturating_add(T::ArchiveAfter::get()), Error::<T>::ArchiveTooEarly);
		let mut agreement = Self::find_agreement(request.agreement)?;

		let deposit = Self::deposits().record.min(request.deposit);
		Self::release(HoldReason::Deposit, &owner, request.deposit.saturating_sub(deposit))?;

		agreement.live_requests = agreement.live_requests.saturating_sub(1);
		Agreements::<T>::insert(request.agreement, agreement);
		Requests::<T>::remove(id);
		RequestsOf::<T>::remove(request.agreement, request.place);
		EvidenceOf::<T>::remove(id);
		let device = request.device;
		let past = PastRequest {
			request: id,
			agreement: request.agreement,
			provider: request.provider,
			kind: request.kind,
			price: request.price,
			paid: request.paid,
			status: request.status,
			raised_at: request.raised_at,
			settled_at,
			evidence: request.evidence,
			score: request.score,
		};
		let record = Self::add_record(device, owner, Happening::Request(past), deposit)?;
		Self::deposit_event(Event::RequestArchived { request: id, device, record });
		Ok(())
	}

	pub(crate) fn do_remove_records(device: DeviceId, limit: u32) -> DispatchResult {
		ensure!(T::Registry::owner_of(device).is_none(), Error::<T>::DeviceRegistered);
		ensure!(limit > 0, Error::<T>::ZeroAmount);
		let mut left = HistoryLength::<T>::get(device);
		ensure!(left > 0, Error::<T>::NoRecords);
		let removed = left.min(limit).min(MAX_PAGE);
		for _ in 0..removed {
			left = left.saturating_sub(1);
			if let Some(record) = History::<T>::take(device, left) {
				Self::release(HoldReason::Deposit, &record.owner, record.deposit)?;
			}
		}
		if left == 0 {
			HistoryLength::<T>::remove(device);
		} else {
			HistoryLength::<T>::insert(device, left);
		}
		Self::deposit_event(Event::RecordsRemoved { device, removed, left });
		Ok(())
	}

	pub(crate) fn do_adopt_records(owner: T::AccountId, device: DeviceId, from: u32, limit: u32) -> DispatchResult {
		let registered = T::Registry::owner_of(device).ok_or(Error::<T>::UnknownDevice)?;
		ensure!(registered == owner, Error::<T>::NotOwner);
		Self::ensure_admitted(&owner)?;
		ensure!(limit > 0, Error::<T>::ZeroAmount);
		let end = from.saturating_add(limit.min(MAX_PAGE)).min(HistoryLength::<T>::get(device));
		let mut adopted = 0u32;
		for place in from..end {
			let Some(record) = History::<T>::get(device, place) else { continue };
			if record.owner == owner {
				continue;
			}
			Self::hold(HoldReason::Deposit, &owner, record.deposit)?;
			Self::release(HoldReason::Deposit, &record.owner, record.deposit)?;
			History::<T>::insert(device, place, Record { owner: owner.clone(), ..record });
			adopted = adopted.saturating_add(1);
		}
		ensure!(adopted > 0, Error::<T>::NoRecords);
		Self::deposit_event(Event::RecordsAdopted { device, owner, adopted });
		Ok(())
	}

	pub(crate) fn do_remove_record(who: T::AccountId, device: DeviceId, place: u32) -> DispatchResult {
		let record = History::<T>::get(device, place).ok_or(Error::<T>::NoRecords)?;
		ensure!(record.owner == who, Error::<T>::NotRecordOwner);
		ensure!(T::Registry::owner_of(device).as_ref() != Some(&who), Error::<T>::RecordKept);
		let now = frame_system::Pallet::<T>::block_number();
		ensure!(now > record.what.at().saturating_add(T::KeepPeriod::get()), Error::<T>::RecordKept);
		Self::release(HoldReason::Deposit, &who, record.deposit)?;
		// The others keep their places.
		History::<T>::remove(device, place);
		Self::deposit_event(Event::RecordRemoved { device, record: place });
		Ok(())
	}

	/// Adds an entry to a device's history, whose deposit is held already; says in which place.
	pub(crate) fn add_record(
		device: DeviceId,
		owner: T::AccountId,
		what: Happening<T::AccountId, frame_system::pallet_prelude::BlockNumberFor<T>>,
		deposit: Balance,
	) -> Result<u32, DispatchError> {
		let place = HistoryLength::<T>::get(device);
		HistoryLength::<T>::insert(device, place.checked_add(1).ok_or(Error::<T>::NumbersExhausted)?);
		History::<T>::insert(device, place, Record { owner, what, deposit });
		Ok(place)
	}
}
