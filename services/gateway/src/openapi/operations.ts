import type { OpenAPIObject } from '@nestjs/swagger';

/** One call, as the page for people shows it. */
export interface DescribedOperation {
  readonly id: string;
  readonly tag: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters: readonly { readonly name: string; readonly where: string; readonly description?: string }[];
  /** The schema of the body, as JSON. */
  readonly body?: string;
  readonly answers: readonly string[];
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

/** The calls of a document in its order. */
export function operationsOf(document: OpenAPIObject): readonly DescribedOperation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      return operation === undefined ? [] : [described(document, path, method, operation)];
    }),
  );
}

function described(document: OpenAPIObject, path: string, method: string, operation: Operation): DescribedOperation {
  const { description } = operation;
  const body = bodyOf(document, operation);
  return {
    id: operation.operationId ?? `${method} ${path}`,
    tag: operation.tags?.at(-1) ?? '',
    method: method.toUpperCase(),
    path,
    summary: operation.summary ?? '',
    ...(description === undefined || description === '' ? {} : { description }),
    parameters: (operation.parameters ?? []).flatMap((parameter) =>
      '$ref' in parameter
        ? []
        : [
            {
              name: parameter.name,
              where: parameter.in,
              ...(parameter.description === undefined ? {} : { description: parameter.description }),
            },
          ],
    ),
    ...(body === undefined ? {} : { body }),
    answers: Object.keys(operation.responses),
  };
}

function bodyOf(document: OpenAPIObject, { requestBody }: Operation): string | undefined {
  if (requestBody === undefined || '$ref' in requestBody) return undefined;
  const schema = requestBody.content['application/json']?.schema;
  if (schema === undefined) return undefined;
  const named = '$ref' in schema ? document.components?.schemas?.[schema.$ref.split('/').at(-1) ?? ''] : schema;
  return JSON.stringify(named, undefined, 2);
}
