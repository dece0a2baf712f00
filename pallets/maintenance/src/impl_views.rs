//! Pages of lists for the view functions.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use alloc::vec::Vec;

use bpiiot_primitives::{AgreementId, DeviceId, PartNumber, PlanId, RequestId, TemplateId};
use frame_system::pallet_prelude::BlockNumberFor;

use crate::{
	Agenda, AgreementsBy, AgreementsOf, Config, History, ListedPart, MAX_PAGE, Pallet, Parts, Publisher, RecordOf,
	RequestOf, Requests, RequestsOf, Spares, SparesOf, TemplatesOf, Work, types::PartOf,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn view_agreements_of(device: DeviceId, after: Option<AgreementId>, limit: u32) -> Vec<AgreementId> {
		let keys = match after {
			Some(id) => AgreementsOf::<T>::iter_key_prefix_from(device, AgreementsOf::<T>::hashed_key_for(device, id)),
			None => AgreementsOf::<T>::iter_key_prefix(device),
		};
		keys.take(page(limit)).collect()
	}

	pub(crate) fn view_agreements_by(who: T::AccountId, after: Option<AgreementId>, limit: u32) -> Vec<AgreementId> {
		let keys = match after {
			Some(id) => AgreementsBy::<T>::iter_key_prefix_from(&who, AgreementsBy::<T>::hashed_key_for(&who, id)),
			None => AgreementsBy::<T>::iter_key_prefix(&who),
		};
		keys.take(page(limit)).collect()
	}

	pub(crate) fn view_work_of(who: T::AccountId, after: Option<RequestId>, limit: u32) -> Vec<RequestId> {
		let keys = match after {
			Some(id) => Work::<T>::iter_key_prefix_from(&who, Work::<T>::hashed_key_for(&who, id)),
			None => Work::<T>::iter_key_prefix(&who),
		};
		keys.take(page(limit)).collect()
	}

	pub(crate) fn view_templates_of(
		publisher: Publisher<T::AccountId>,
		after: Option<TemplateId>,
		limit: u32,
	) -> Vec<TemplateId> {
		let keys = match after {
			Some(id) => {
				TemplatesOf::<T>::iter_key_prefix_from(&publisher, TemplatesOf::<T>::hashed_key_for(&publisher, id))
			}
			None => TemplatesOf::<T>::iter_key_prefix(&publisher),
		};
		keys.take(page(limit)).collect()
	}

	pub(crate) fn view_requests_of(agreement: AgreementId, from: u32, limit: u32) -> Vec<(RequestId, RequestOf<T>)> {
		// Archived requests leave gaps, so a page is a stretch of places.
		(from..=u32::MAX)
			.take(page(limit))
			.filter_map(|place| RequestsOf::<T>::get(agreement, place))
			.filter_map(|id| Some((id, Requests::<T>::get(id)?)))
			.collect()
	}

	pub(crate) fn view_parts_of(
		provider: T::AccountId,
		after: Option<PartNumber>,
		limit: u32,
	) -> Vec<(PartNumber, ListedPart)> {
		let parts = match after {
			Some(part) => Parts::<T>::iter_prefix_from(&provider, Parts::<T>::hashed_key_for(&provider, part)),
			None => Parts::<T>::iter_prefix(&provider),
		};
		parts.take(page(limit)).collect()
	}

	pub(crate) fn view_spares_of(
		owner: T::AccountId,
		after: Option<PartOf<T::AccountId>>,
		limit: u32,
	) -> Vec<(PartOf<T::AccountId>, Spares)> {
		let spares = match after {
			Some(part) => SparesOf::<T>::iter_prefix_from(&owner, SparesOf::<T>::hashed_key_for(&owner, part)),
			None => SparesOf::<T>::iter_prefix(&owner),
		};
		spares.take(page(limit)).collect()
	}

	pub(crate) fn view_due_in(block: BlockNumberFor<T>, from: u32, limit: u32) -> Vec<(AgreementId, PlanId)> {
		// Places that have been carried out are empty while the block is being worked off.
		(from..=u32::MAX).take(page(limit)).filter_map(|place| Agenda::<T>::get(block, place)).collect()
	}

	pub(crate) fn view_history_of(device: DeviceId, from: u32, limit: u32) -> Vec<RecordOf<T>> {
		// Entries that former owners have taken away leave gaps, so a page is a stretch of places.
		(from..=u32::MAX).take(page(limit)).filter_map(|place| History::<T>::get(device, place)).collect()
	}
}

fn page(limit: u32) -> usize {
	limit.min(MAX_PAGE) as usize
}
