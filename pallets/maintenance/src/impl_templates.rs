//! Templates, and what terms have to be like.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use bpiiot_primitives::{Action, DeviceId, TemplateId, device::Registry};
use frame_support::{ensure, traits::Get};
use sp_runtime::{DispatchResult, PerThing, Permill, traits::Zero};

use crate::{
	CommitteeTemplates, Config, Error, Event, HoldReason, Milestones, Name, NextTemplate, Pallet, Parts, Publisher,
	Template, Templates, TemplatesOf, TermsOf,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_publish(publisher: Publisher<T::AccountId>, name: Name, terms: TermsOf<T>) -> DispatchResult {
		Self::ensure_text(&name)?;
		let provider = match &publisher {
			Publisher::Committee => None,
			Publisher::Provider(provider) => {
				Self::ensure_provider(provider)?;
				Some(provider)
			}
		};
		Self::ensure_terms(provider, &terms)?;
		let id = NextTemplate::<T>::get();
		let next = id.checked_add(1).ok_or(Error::<T>::NumbersExhausted)?;

		let deposit = match provider {
			None => {
				let count = CommitteeTemplates::<T>::get();
				ensure!(count < T::MaxCommitteeTemplates::get(), Error::<T>::TooManyTemplates);
				CommitteeTemplates::<T>::put(count.saturating_add(1));
				0
			}
			Some(provider) => {
				let deposit = Self::template_deposit(&name, &terms);
				Self::hold(HoldReason::Deposit, provider, deposit)?;
				deposit
			}
		};

		NextTemplate::<T>::put(next);
		TemplatesOf::<T>::insert(&publisher, id, ());
		let published_at = frame_system::Pallet::<T>::block_number();
		Templates::<T>::insert(id, Template { publisher: publisher.clone(), name, terms, published_at, deposit });
		Self::deposit_event(Event::TemplatePublished { template: id, publisher });
		Ok(())
	}

	pub(crate) fn do_retire(publisher: Publisher<T::AccountId>, id: TemplateId) -> DispatchResult {
		let template = Templates::<T>::get(id).ok_or(Error::<T>::TemplateNotFound)?;
		ensure!(template.publisher == publisher, Error::<T>::NotPublisher);
		match &publisher {
			Publisher::Committee => CommitteeTemplates::<T>::mutate(|count| *count = count.saturating_sub(1)),
			Publisher::Provider(provider) => Self::release(HoldReason::Deposit, provider, template.deposit)?,
		}
		TemplatesOf::<T>::remove(&publisher, id);
		Templates::<T>::remove(id);
		Self::deposit_event(Event::TemplateRetired { template: id });
		Ok(())
	}

	pub(crate) fn do_propose_from_template(
		owner: T::AccountId,
		id: TemplateId,
		device: DeviceId,
		provider: T::AccountId,
	) -> DispatchResult {
		let template = Templates::<T>::get(id).ok_or(Error::<T>::TemplateNotFound)?;
		if let Publisher::Provider(publisher) = &template.publisher {
			ensure!(*publisher == provider, Error::<T>::WrongProvider);
		}
		Self::do_propose(owner, device, provider, template.terms, Some(id))
	}

	/// Terms that make sense. The provider is not known when the committee publishes them; they are checked again then, when
	/// an agreement is made from them.
	pub(crate) fn ensure_terms(provider: Option<&T::AccountId>, terms: &TermsOf<T>) -> DispatchResult {
		ensure!(!terms.response_blocks.is_zero(), Error::<T>::ZeroResponse);
		ensure!(terms.response_blocks <= T::MaxResponse::get(), Error::<T>::ResponseTooLong);
		ensure!(!terms.rules.is_empty(), Error::<T>::NoRules);
		terms.rules.iter().try_for_each(|rule| Self::ensure_action(provider, &rule.action))?;
		ensure!(shares_are_whole(&terms.milestones), Error::<T>::BadShares);
		if let Some(arbitration) = &terms.arbitration {
			ensure!(Some(&arbitration.arbiter) != provider, Error::<T>::BadArbiter);
			ensure!(T::Registry::device_of(&arbitration.arbiter).is_none(), Error::<T>::BadArbiter);
			ensure!(arbitration.fee <= T::MaxArbiterFee::get(), Error::<T>::FeeTooHigh);
		}
		Ok(())
	}

	/// An action that makes sense; with the provider known, one that it can carry out.
	pub(crate) fn ensure_action(provider: Option<&T::AccountId>, action: &Action) -> DispatchResult {
		if let Action::OrderPart { part, quantity, max_price } = action {
			ensure!(*quantity > 0, Error::<T>::ZeroQuantity);
			ensure!(*max_price > 0, Error::<T>::ZeroMaxPrice);
			match provider {
				Some(provider) => ensure!(Parts::<T>::contains_key(provider, part), Error::<T>::UnknownPart),
				None => Self::ensure_text(part)?,
			}
		}
		Ok(())
	}
}

/// No milestones, or shares that are exactly one together and none of which is zero.
fn shares_are_whole(shares: &Milestones) -> bool {
	// Eight shares of at most a million parts each do not overflow.
	let sum = shares.iter().fold(0u32, |sum, share| sum.saturating_add(share.deconstruct()));
	shares.is_empty() || (sum == Permill::ACCURACY && shares.iter().all(|share| !share.is_zero()))
}
